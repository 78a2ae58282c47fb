"""What officers corrected: read from review workbooks, kept in the office's home, measured."""

from pipeline.corrections.record import Correction
from pipeline.corrections.review import import_review
from pipeline.corrections.store import read_corrections

__all__ = ["Correction", "import_review", "read_corrections"]
