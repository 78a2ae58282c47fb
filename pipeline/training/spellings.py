"""Learning how Vietnamese is spelled from training texts: syllables that several people write, and pairs of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.text.diacritics import NO_SPELLINGS, NUMBER, TOKEN, Spellings, respelled

FEWEST_TEXTS = 2  # a syllable seen in one text may be a slip or a stranger's name
FEWEST_PARTS = 2  # a syllable of one writer is that writer's habit
OTHER = ""  # first word of the table: whatever is not known


def learn_spellings(texts: Sequence[str], parts: Sequence[str]) -> Spellings:
    """Learn from normalised, masked ``texts``; ``parts`` names the writer of each."""
    if not texts:
        return NO_SPELLINGS
    documents = [_tokens(text) for text in texts]
    found: Counter[str] = Counter()
    writers: dict[str, set[str]] = defaultdict(set)
    for document, part in zip(documents, parts, strict=True):
        for token in set(document):
            found[token] += 1
            writers[token].add(part)
    fewest = min(FEWEST_PARTS, len(set(parts)))
    words = [OTHER, *sorted(w for w, n in found.items() if n >= FEWEST_TEXTS and len(writers[w]) >= fewest)]
    index = {word: number for number, word in enumerate(words)}
    return _table(words, [[index.get(token, 0) for token in document] for document in documents])


def spellings_by_fold(texts: Sequence[str], parts: Sequence[str], fold_of: NDArray[np.intp]) -> list[Spellings]:
    """Return for each fold what the texts of the others teach, so that no text is respelled by what it says itself."""
    apart = [np.flatnonzero(fold_of != fold).tolist() for fold in range(int(fold_of.max(initial=0)) + 1)]
    return [learn_spellings([texts[i] for i in rows], [parts[i] for i in rows]) for rows in apart]


def respelled_by_fold(texts: Sequence[str], fold_of: NDArray[np.intp], tables: Sequence[Spellings]) -> list[str]:
    """Return the texts, those typed without diacritics respelled by the table of their fold."""
    found = list(texts)
    for fold, table in enumerate(tables):
        rows = np.flatnonzero(fold_of == fold).tolist()
        for i, text in zip(rows, respelled([texts[i] for i in rows], table), strict=True):
            found[i] = text
    return found


def _tokens(text: str) -> list[str]:
    return [NUMBER if token.isdigit() else token for token in TOKEN.findall(text.lower())]


def _table(words: Sequence[str], documents: Sequence[Sequence[int]]) -> Spellings:
    size = len(words)
    flat = [np.array(document, dtype=np.int64) for document in documents]
    keys = np.concatenate([document[:-1] * size + document[1:] for document in flat])
    every, times = np.unique(keys, return_counts=True)
    first, second = np.divmod(every, size)
    kept = (first > 0) & (second > 0)
    share = np.bincount(np.concatenate(flat), minlength=size) / max(1, sum(len(d) for d in flat))
    return Spellings(
        words=tuple(words),
        share=np.maximum(share, 1e-9).astype(np.float32),
        followers=np.bincount(first[kept], minlength=size).astype(np.float32),
        seen=np.bincount(first[kept], weights=times[kept], minlength=size).astype(np.float32),
        pairs=every[kept],
        times=times[kept].astype(np.float32),
    )
