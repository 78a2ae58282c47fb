"""Distinct values by number, packed: a million of them take their bytes alone, not an object each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_MADE = 1 << 16  # values kept as objects


class Distinct(ABC, Generic[T]):
    """Values that are made when asked for, and kept as long as they are few."""

    def __init__(self) -> None:
        """Begin with none made."""
        self._made: dict[int, T] = {}

    def __getitem__(self, at: int) -> T:
        """Return one of the values."""
        made = self._made.get(at)
        if made is None:
            if len(self._made) >= MOST_MADE:
                self._made.clear()
            made = self._made[at] = self._make(at)
        return made

    @abstractmethod
    def __len__(self) -> int:
        """Return how many values there are."""

    @abstractmethod
    def _make(self, at: int) -> T: ...
