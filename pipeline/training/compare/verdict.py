"""Whether the challenger may take over: not if it is worse by over two points beyond noise, nor with topics lost.

One test for all petitions and one for each group with enough of them, corrected by Holm (1979): is the loss of accuracy
larger than ``TOLERATED``? Paired differences of right and wrong, normal approximation with one more change on each side
so that few petitions cannot look certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from pipeline.training.compare.figures import Figure
from pipeline.training.compare.held_out import Judged

TOLERATED = 0.02  # loss of accuracy that the office puts up with
FEWEST = 20  # petitions that a group must have to be tested
ALPHA = 0.05
EVERYTHING = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``worse`` are the groups proved worse (``EVERYTHING``: all petitions together), ``lost`` the labels gone."""

    sentence: str
    worse: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the challenger may be promoted only by force."""
        return bool(self.worse or self.lost)


def proved_worse(judged: Judged, names: Sequence[str]) -> tuple[str, ...]:
    """Return the groups, ``names`` being that of each label, in which the challenger is worse beyond noise."""
    right = [side.argmax(axis=1) == judged.truth for side in (judged.active, judged.challenger)]
    change = right[1].astype(np.int8) - right[0].astype(np.int8)
    own = np.array(names)[judged.truth]
    tested = {EVERYTHING: change}
    tested |= {n: change[own == n] for n in sorted(set(own.tolist())) if n and np.sum(own == n) >= FEWEST}
    return holm({name: worse_by_chance(changes) for name, changes in tested.items()})


def worse_by_chance(change: NDArray[np.int8]) -> float:
    """Return the p-value of "no more than ``TOLERATED`` is lost"; ``change`` is -1, 0 or 1 for each petition."""
    size = len(change)
    mean = float(change.mean())
    spread = sqrt(max((float(np.sum(change**2)) + 2) / (size + 2) - mean**2, 1e-6))
    return 0.5 * (1 + erf((mean + TOLERATED) / (spread / sqrt(size)) / sqrt(2)))


def holm(p_values: dict[str, float]) -> tuple[str, ...]:
    """Return the names whose hypothesis is rejected at ``ALPHA`` over all of them together."""
    rejected = []
    for rank, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        if p * (len(p_values) - rank) > ALPHA:
            break
        rejected.append(name)
    return tuple(sorted(rejected))


def judge(accuracy: Figure, worse: Sequence[str], lost: Sequence[str], challenger: str, active: str) -> Verdict:
    """Return the verdict in one sentence."""
    gain = f"{accuracy.gain * 100:+.1f} điểm (khoảng {accuracy.low * 100:+.1f} đến {accuracy.high * 100:+.1f})"
    told = f"độ đúng {challenger} so với {active}: {gain.replace('.', ',')}"
    if lost:
        sentence = f"Chưa nên dùng {challenger}: thiếu {len(lost)} nhãn mà {active} đang có; {told}."
    elif worse:
        where = ", ".join(name or "toàn bộ" for name in worse)
        sentence = f"Không nên dùng {challenger}: kém hơn quá 2 điểm, ngoài sai số, ở {where}; {told}."
    elif accuracy.low > 0:
        sentence = f"Nên dùng {challenger}: tốt hơn, ngoài sai số; {told}."
    else:
        sentence = f"Dùng {challenger} được: không kém hơn quá 2 điểm ở lĩnh vực nào; {told}, trong sai số."
    return Verdict(sentence, tuple(worse), tuple(lost))
