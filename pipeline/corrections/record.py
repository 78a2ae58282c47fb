"""One officer's word on one petition."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Correction:
    """What an officer found right for a petition, beside what the program had said.

    ``text`` is masked; empty for a denunciation, whose words are kept in no place but ``to-cao.xlsx``: such a
    correction measures but never teaches. ``topic``, ``petition_type``, ``department`` are what is right, whether the
    officer changed them or agreed; ``commune_code`` is empty where nobody knows it. ``reviewed_at`` is an ISO time.
    ``decision`` is ``auto`` or ``review``; ``inclusion_probability`` is the chance with which the petition was put
    before the officer (1 for those that need a person). ``predicted_*`` are the
    program's words, ``model`` the name of the model that said them.
    """

    id: str
    text: str
    topic: str
    petition_type: str
    department: str
    commune_code: str
    note: str
    reviewer: str
    reviewed_at: str
    batch: str
    predicted_topic: str
    decision: str
    inclusion_probability: float
    predicted_type: str = ""
    predicted_department: str = ""
    predicted_commune_code: str = ""
    model: str = ""

    @property
    def topic_right(self) -> bool:
        """Whether the program had the topic right."""
        return self.topic == self.predicted_topic

    @property
    def body_right(self) -> bool:
        """Whether the program had the body right; of labels without bodies, the label."""
        return self.department == self.predicted_department and (bool(self.department) or self.topic_right)


COLUMNS = tuple(f.name for f in fields(Correction))
