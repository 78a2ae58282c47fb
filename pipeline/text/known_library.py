"""The underthesea that our segmenter equals: its files by SHA-256, and what is read from them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec
from pathlib import Path

from pipeline.text.chunks import TokenRules, linear_pattern
from pipeline.text.crf_file import Crf, read_crf, read_pickled_strings

_MODEL = "pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727"
CORE_VERSION = "3.3.2"
KNOWN_FILES = {  # SHA-256 of what decides the words in underthesea 9.5.0; code and data
    f"{_MODEL}/models.bin": "c3a64c64349f1d73304f89babacaa8f8cd6078b1ec1a1b2c104e9e411ac1d2c3",
    f"{_MODEL}/features.bin": "cf93263c7c7973bf50122b0be76a394443ff61be00c1368713dee1b7d5b8a435",
    f"{_MODEL}/dictionary.bin": "ec8c62b3881c6682c18959988e1fe08800cc835777778845bded470ca02745d9",
    "pipeline/word_tokenize/__init__.py": "65b26025dfd44e2e1ddb03b98b1a25a26fe703596b22730e0c16f79a7f0fbb5d",
    "pipeline/word_tokenize/regex_tokenize.py": "5cb4fdc04fc806ac51842d9ec96834e9647262361bf865bacc164e96dc898a76",
    "pipeline/text_normalize/character_normalize.py": (
        "f10727cca09ec90c88abaaa6b697ad3a1205ab783066ad0b59fa31ecdaa792d1"
    ),
    "pipeline/text_normalize/text_normalizer.py": "f35f6d22e7b1c4f916bc0f832222496ff3993be4f31d34dee2c8fed4565b4c2d",
    "pipeline/text_normalize/tn_rules_2023_07_14.bin": (
        "a8ef96ef9837f6a377154fdfc970b9b88351d39f9353fa693d53ab49798817f9"
    ),
    "pipeline/text_normalize/token_normalize.py": "e3dfaccc016417d181260234db2573f2c2c349e403e6566d9f35022633d9c50e",
}
Labeller = Callable[[Sequence[str]], list[str]]


@dataclass(frozen=True, slots=True)
class WordModel:
    """What underthesea segments with: token rules, CRF, dictionary."""

    rules: TokenRules
    crf: Crf
    dictionary: tuple[str, ...]


def library_folder() -> Path:
    """Return the folder of the installed underthesea, without importing it."""
    found = find_spec("underthesea")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("underthesea")
    return Path(found.origin).parent


def unknown_parts(folder: Path) -> list[str]:
    """Return the files in ``folder``, or the core, that are not those of the underthesea that is known here."""
    strange = [name for name, known in KNOWN_FILES.items() if _digest(folder / name) != known]
    return strange if version("underthesea_core") == CORE_VERSION else [*strange, "underthesea_core"]


def load_word_model(folder: Path) -> WordModel:
    """Read the word model of a known underthesea; 0.1 s."""
    with _without_the_rest():
        from underthesea.pipeline.text_normalize.text_normalizer import character_map, token_map
        from underthesea.pipeline.word_tokenize.regex_tokenize import regex_patterns

    return WordModel(
        rules=TokenRules(linear_pattern(regex_patterns), character_map, token_map),
        crf=read_crf((folder / _MODEL / "models.bin").read_bytes()),
        dictionary=tuple(read_pickled_strings((folder / _MODEL / "dictionary.bin").read_bytes())),
    )


@contextmanager
def _without_the_rest() -> Iterator[None]:
    """Let modules of the library be imported without all that ``import underthesea`` brings: taggers, HTTP, 0.3 s.

    Until then a bare package stands for the library; afterwards it is forgotten, so that a later import is whole.
    """
    found = find_spec("underthesea")
    if found is None or "underthesea" in sys.modules:
        yield
        return
    sys.modules["underthesea"] = module_from_spec(found)
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "underthesea"]:
            del sys.modules[name]


def library_labeller(folder: Path) -> Labeller:
    """Return the library's own way from the tokens of a text to labels; 0.3 s."""
    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

    tagger = FastCRFSequenceTagger()
    tagger.load(str(folder / _MODEL))

    def labels(tokens: Sequence[str]) -> list[str]:
        return list(tagger.predict([[token] for token in tokens]))

    return labels


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
