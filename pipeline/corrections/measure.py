"""What reviews measure: how often the program was right, by topic, and how precise its automatic decisions are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from pipeline.corrections.record import Correction
from pipeline.records import Decision

NORMAL_95 = 1.959964  # two-sided 95 % quantile of the normal distribution


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval, measured on ``petitions`` petitions; all zero where there are none."""

    share: float
    low: float
    high: float
    petitions: int


@dataclass(frozen=True, slots=True)
class TopicAgreement:
    """Of the petitions for which the program said ``topic``: how many were reviewed, and of how many it was right."""

    topic: str
    reviewed: int
    right: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more officers who found different things right for one petition of one batch."""

    batch: str
    id: str
    reviewers: tuple[str, ...]


def wilson(right: float, n: float) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson, JASA 22, 1927); ``n`` may be an effective size.

    >>> [round(limit, 3) for limit in wilson(19, 20)]
    [0.764, 0.991]
    """
    if n <= 0:
        return 0.0, 1.0
    share, z2 = right / n, NORMAL_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = NORMAL_95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def automatic_precision(corrections: Iterable[Correction]) -> Share:
    """Return the share of automatic decisions whose body was right, each weighted by 1 / its inclusion probability.

    The ratio estimator of Hájek; the interval is Wilson's with the effective size of Kish, (Σw)² / Σw². A petition that
    several officers saw counts once, with the mean of their words.
    """
    seen: dict[tuple[str, str], list[Correction]] = {}
    for found in corrections:
        if found.decision == Decision.AUTO:
            seen.setdefault((found.batch, found.id), []).append(found)
    weights = [1 / words[0].inclusion_probability for words in seen.values()]
    rights = [sum(word.body_right for word in words) / len(words) for words in seen.values()]
    total, squares = sum(weights), sum(weight * weight for weight in weights)
    if not total:
        return Share(0.0, 0.0, 1.0, 0)
    share = sum(weight * right for weight, right in zip(weights, rights, strict=True)) / total
    size = total * total / squares
    return Share(share, *wilson(share * size, size), len(seen))


def agreement_by_topic(corrections: Iterable[Correction]) -> tuple[TopicAgreement, ...]:
    """Return the agreement on each topic that the program had said, the most reviewed first."""
    counted: dict[str, list[bool]] = {}
    for found in corrections:
        counted.setdefault(found.predicted_topic, []).append(found.topic_right)
    rows = (TopicAgreement(topic, len(rights), sum(rights)) for topic, rights in counted.items())
    return tuple(sorted(rows, key=lambda row: (-row.reviewed, row.topic)))


def disagreements(corrections: Sequence[Correction]) -> tuple[Disagreement, ...]:
    """Return the petitions on which officers found different topics, types or bodies right."""
    seen: dict[tuple[str, str], list[Correction]] = {}
    for found in corrections:
        seen.setdefault((found.batch, found.id), []).append(found)
    return tuple(
        Disagreement(batch, petition, tuple(word.reviewer for word in words))
        for (batch, petition), words in seen.items()
        if len({(word.topic, word.petition_type, word.department) for word in words}) > 1
    )
