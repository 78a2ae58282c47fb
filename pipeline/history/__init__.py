"""What past batches left: where and about what people wrote, never their words."""

from pipeline.history.batch import Batch, Phrases, content_of, joined_phrases, phrase_rows, rows_table, told_groups
from pipeline.history.known import Known, known_petitions
from pipeline.history.periods import Period, Span, span_of
from pipeline.history.rows import COLUMNS, COUNTED, PastPetition, past_petition, traces_in
from pipeline.history.seal import office_key
from pipeline.history.store import History
from pipeline.history.succession import Succession, UnitLevel, load_succession
from pipeline.history.tables import check_writable

__all__ = [
    "COLUMNS", "COUNTED", "Batch", "History", "Known", "PastPetition", "Period", "Phrases", "Span", "Succession",
    "UnitLevel", "check_writable", "content_of", "joined_phrases", "known_petitions", "load_succession", "office_key",
    "past_petition", "phrase_rows", "rows_table", "span_of", "told_groups", "traces_in",
]  # fmt: skip
