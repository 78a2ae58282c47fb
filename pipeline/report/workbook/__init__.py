"""Workbooks for officers: all petitions, what to review, and the denunciations apart from everything else."""

from pipeline.report.workbook.options import WorkbookOptions
from pipeline.report.workbook.write import write_workbooks

__all__ = ["WorkbookOptions", "write_workbooks"]
