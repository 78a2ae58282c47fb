"""The error family.

::

    PipelineError          something the user can mend; one sentence, with the next step
    ├── InputError         an inbox, a workbook or a folder that cannot be read
    ├── OutputError        a result that cannot be written
    ├── DataError          a table of ours or of the office that breaks its own rules
    ├── SettingsError      an unknown or contradictory setting
    ├── ModelError         a model that is missing, altered, foreign or of another format
    └── TrainingError      training data that cannot make a model

Only the scripts at the top catch it: they print its one line on stderr and exit with status 2.
A message names the file, the row where there is one, what was seen and what to do, and never quotes a petition.
"""

from __future__ import annotations


class PipelineError(Exception):
    """Base of every error that a user can mend; its text is one Vietnamese sentence."""


class InputError(PipelineError):
    """An inbox, a workbook or a folder cannot be read."""


class OutputError(PipelineError):
    """A result cannot be written."""


class DataError(PipelineError):
    """A table of policy or facts breaks its own rules."""


class SettingsError(PipelineError):
    """A setting is unknown or contradicts another."""


class ModelError(PipelineError):
    """A model is missing, altered, foreign or of another format."""


class TrainingError(PipelineError):
    """Training data cannot make a model."""
