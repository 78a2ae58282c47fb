"""What training needs besides the examples: label space, word lists, recipe and strength."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.intake.masking import NameWords
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.text.features import Recipe
from pipeline.training.augment import Habits
from pipeline.training.doubt import RightBody
from pipeline.training.heads import Strength


@dataclass(frozen=True, slots=True)
class Material:
    """What training needs besides the examples."""

    taxonomy: Taxonomy
    names: NameWords
    habits: Habits
    right_body: RightBody
    recipe: Recipe = Recipe()
    strength: Strength = Strength()
    priors: Path | None = None
