"""Words of a text: those of ``underthesea.word_tokenize``, from tables that are some forty times as fast.

The tables hold for one version of underthesea, known by its files (``known_library``). With any other the library
itself is used, which is said once in the log; ``segmenter_name`` tells which one works.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version

from pipeline.errors import InputError
from pipeline.text.known_library import library_folder, load_word_model, unknown_parts
from pipeline.text.tagged import Tagged
from pipeline.text.tagger import LibraryTagger, TableTagger, Tagger

BATCH = 256  # texts whose arrays fit into the processor's cache together
MOST_CHARACTERS = 500_000  # of a batch, but for its last text: keeps its arrays under 50 MB


def segment(texts: Iterable[str]) -> list[list[str]]:
    """Return the words of each text, syllables of a word joined by a space, as underthesea segments them.

    They differ on one thing only: a run of more than 256 characters without white space is cut (see ``chunks``).

    Raises:
        InputError: a text is no string, or holds a lone surrogate, which the segmenter cannot take.
    """
    return [words for batch in tag_batches(texts) for words in batch.words()]


def tag_batches(texts: Iterable[str], size: int = BATCH) -> Iterator[Tagged]:
    """Yield the segmented texts as arrays, ``size`` texts at a time, fewer if they are long.

    Raises:
        InputError: as ``segment``.
    """
    batch: list[str] = []
    characters = 0
    for number, text in enumerate(texts, 1):
        batch.append(_encodable(text, number))
        characters += len(text)
        if len(batch) == size or characters > MOST_CHARACTERS:
            yield _tagger().tag(batch)
            batch, characters = [], 0
    if batch:
        yield _tagger().tag(batch)


def segmenter_name() -> str:
    """Return which segmenter works here: "bảng số = underthesea 9.5.0", or "underthesea" and its version."""
    own = "" if _strange_parts() else "bảng số = "
    return f"{own}underthesea {version('underthesea')}"


@cache
def _strange_parts() -> tuple[str, ...]:
    return tuple(unknown_parts(library_folder()))


@cache
def _tagger() -> Tagger:
    folder, strange = library_folder(), _strange_parts()
    if not strange:
        return TableTagger(load_word_model(folder), folder)
    logging.getLogger(__name__).warning(
        "underthesea %s có tệp khác bản đã biết (%s): tách từ bằng chính thư viện, chậm hơn khoảng 40 lần.",
        version("underthesea"),
        ", ".join(strange),
    )
    from underthesea import word_tokenize

    return LibraryTagger(word_tokenize)


def _encodable(text: str, number: int) -> str:
    if not isinstance(text, str):
        raise InputError(
            f"Văn bản thứ {number} không phải là chữ (thấy kiểu {type(text).__name__}); hãy bỏ hoặc điền ô trống."
        )
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise InputError(f"Văn bản thứ {number} có ký tự không mã hóa được; hãy lưu lại tệp ở dạng UTF-8.") from fault
    return text
