"""Slips: a draft .docx for each petition, made from templates that the office can edit."""

from pipeline.report.slips.write import write_slips

__all__ = ["write_slips"]
