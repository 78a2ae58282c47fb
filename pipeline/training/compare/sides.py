"""The two models compared, as what they are made of: a model that has read a petition cannot be judged on it.

Both models were fitted on everything they have, so neither can be measured as it stands. What differs between them is
their data and their plan, and that is what is compared: both are fitted anew on the same folds, each on its own
examples less those of the fold judged and their near-duplicates. Copies with formulas or slips are left out on both
sides, which costs each a point and makes the comparison several times as fast; differences stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import TrainingError
from pipeline.registry.active import SHIPPED, folder_of, model_hash, vouched
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import EMPTY, Taxonomy, load_taxonomy
from pipeline.topics.artifact import load_model
from pipeline.topics.card import Card
from pipeline.training.examples import Example, load_corpus
from pipeline.training.own import read_wanted, recorded


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two models: its card, hash and the examples it was trained on."""

    name: str
    sha256: str
    card: Card
    examples: tuple[Example, ...]
    taxonomy: Taxonomy

    @property
    def labels(self) -> frozenset[str]:
        """Labels learnt, old ones already under the names in use."""
        return frozenset(example.topic for example in self.examples)


def load_side(home: Path, name: str) -> Side:
    """Return a model with the examples that it was trained on, as its registry recorded them.

    Raises:
        ModelError: missing, altered, or unknown to the registry.
        TrainingError: its training data is gone or changed.
    """
    folder = folder_of(home, name)
    vouched(folder, home)
    card = load_model(folder).card
    if name == SHIPPED:
        taxonomy = load_taxonomy(DATA / "taxonomy")
        examples, sources = load_corpus(DATA / "corpus", taxonomy.topics)
        if {s.name: s.sha256 for s in sources} != {s.name: s.sha256 for s in card.sources}:
            raise TrainingError(
                f"{DATA / 'corpus'}: bộ đơn mẫu khác bản đã huấn luyện mô hình kèm theo; hãy cài đặt lại."
            )
        return Side(name, model_hash(folder), card, tuple(examples), taxonomy)
    ready = read_wanted(recorded(home, name))
    taxonomy = ready.taxonomy if card.taxonomy else EMPTY
    return Side(name, model_hash(folder), card, tuple(ready.gathered.examples), taxonomy)
