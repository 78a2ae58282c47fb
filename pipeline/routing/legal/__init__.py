"""What the law asks of the reader: flags and deadlines from dated, cited rules in ``data/legal``."""

from pipeline.routing.legal.clocks import Deadline
from pipeline.routing.legal.read import LegalReading, read_law
from pipeline.routing.legal.rules import LegalRules, load_rules

__all__ = ["Deadline", "LegalReading", "LegalRules", "load_rules", "read_law"]
