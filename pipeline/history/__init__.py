"""What past batches left: where and about what people wrote, never their words."""

from pipeline.history.batch import Batch, Phrases, content_of, phrase_rows, rows_table
from pipeline.history.known import Known, known_petitions
from pipeline.history.latest_phrases import Written, latest_phrases
from pipeline.history.periods import Period, Span, span_of
from pipeline.history.rows import COLUMNS, COUNTED, PastPetition, past_petition, traces_in
from pipeline.history.seal import office_key
from pipeline.history.store import History
from pipeline.history.succession import Succession, UnitLevel, load_succession
from pipeline.history.tables import Pieces, check_writable
from pipeline.history.waiting import WaitingBatch

__all__ = [
    "COLUMNS", "COUNTED", "Batch", "History", "Known", "PastPetition", "Period", "Phrases", "Pieces", "Span",
    "Succession", "UnitLevel", "WaitingBatch", "Written", "check_writable", "content_of", "known_petitions",
    "latest_phrases", "load_succession", "office_key", "past_petition", "phrase_rows", "rows_table", "span_of",
    "traces_in",
]  # fmt: skip
