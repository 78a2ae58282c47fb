"""The summing-up of a week, month, quarter or year from history: ``ban-tin-*.html`` and the same as ``.docx``."""

from pipeline.report.bulletin.content import BulletinContent, office_content
from pipeline.report.bulletin.write import write_bulletin

__all__ = ["BulletinContent", "office_content", "write_bulletin"]
