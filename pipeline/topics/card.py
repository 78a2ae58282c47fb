"""The card of a model: everything it must know about itself, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.errors import ModelError
from pipeline.text.features import Recipe

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A training file: name, SHA-256, rows used and weight."""

    name: str
    sha256: str
    rows: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Card:
    """What a model is: labels, settings, data, versions, scores and its limits of doubt.

    ``thresholds`` maps a label to the probability from which its first body reached the wanted precision on held-out
    folds; ``coverage`` is the share of held-out petitions at or above it. ``conformal`` is the probability down to
    which a label stays in the set of candidates. ``fields`` is the field of each label,
    ``by_label`` its (support, precision, recall) out of fold, ``second`` the rule for second
    subjects (pipeline/topics/second.py).
    """

    name: str
    labels: tuple[str, ...]
    recipe: Recipe
    reads_types: bool
    taxonomy: bool
    sources: tuple[Source, ...]
    versions: Mapping[str, str]
    scores: Mapping[str, float]
    settings: Mapping[str, float]
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    coverage: Mapping[str, float] = field(default_factory=dict)
    conformal: Mapping[str, float] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    by_label: Mapping[str, tuple[int, float, float]] = field(default_factory=dict)
    second: tuple[float, ...] = ()
    format: int = FORMAT

    def as_json(self) -> dict[str, Any]:
        """Return the card as JSON values, in a fixed order."""
        return asdict(self)


def card_from_json(found: Mapping[str, Any]) -> Card:
    """Rebuild a card.

    Raises:
        ModelError: another format, or a part is missing.
    """
    if found.get("format") != FORMAT:
        raise ModelError(
            f"Mô hình có định dạng {found.get('format')!r}, chương trình cần định dạng {FORMAT}; "
            "hãy huấn luyện lại bằng python train.py."
        )
    try:
        parts = dict(found)
        parts["labels"] = tuple(parts["labels"])
        parts["fields"], parts["second"] = tuple(parts["fields"]), tuple(parts["second"])
        parts["by_label"] = {label: tuple(scores) for label, scores in parts["by_label"].items()}
        parts["recipe"] = Recipe(**parts["recipe"])
        parts["sources"] = tuple(Source(**s) for s in parts["sources"])
        return Card(**parts)
    except (KeyError, TypeError) as fault:
        raise ModelError("Thẻ mô hình (card.json) thiếu mục; hãy huấn luyện lại bằng python train.py.") from fault
