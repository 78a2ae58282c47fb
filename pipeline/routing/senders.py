"""Who signs a petition, as hashes: enough to tell one sender's repeats from copies by others, no name or number."""

from __future__ import annotations

import hashlib

from pipeline.routing.content import Content

_NAME, _CONTACT = "n", "c"
_FEWEST_SYLLABLES = 2  # of a name: a given name alone is borne by many


def sender_of(content: Content, key: bytes = b"") -> str:
    """Return hashed particulars of the sender, sorted, a space between; empty where the text gives none.

    Each is ``n`` (name) or ``c`` (phone, identity number, e-mail) and 8 hexadecimal digits. ``key`` is the office's
    secret (at most 64 bytes): without one, names and phones can be tried until a hash fits.
    """
    if not content.names and not content.contacts:
        return ""
    names = [n for n in content.names if len(n.split()) >= _FEWEST_SYLLABLES]
    marks = [_mark(_NAME, name, key) for name in names] + [_mark(_CONTACT, c, key) for c in content.contacts]
    return " ".join(sorted(marks))


def same_sender(a: str, b: str) -> bool | None:
    """Say whether two petitions come from one sender; None where the texts do not tell.

    One name or contact in common is enough; otherwise both must give particulars of one kind to be told apart.

    >>> same_sender("c00000001 n00000002", "n00000002"), same_sender("n00000001", "c00000002")
    (True, None)
    """
    if not a or not b:
        return None
    mine, other = set(a.split()), set(b.split())
    if mine & other:
        return True
    return False if {m[0] for m in mine} & {o[0] for o in other} else None


def mark_numbers(sender: str) -> list[int]:
    """Return each of a sender's hashed particulars as a number, for arrays.

    >>> mark_numbers("c00000001 n00000002") == [ord("c") << 32 | 1, ord("n") << 32 | 2]
    True
    """
    return [ord(mark[0]) << 32 | int(mark[1:], 16) for mark in sender.split()]


def _mark(kind: str, value: str, key: bytes) -> str:
    return kind + hashlib.blake2b(f"{kind}:{value}".encode(), digest_size=4, key=key).hexdigest()
