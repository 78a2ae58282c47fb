"""Which slip a petition gets, by its type, legal flags and date: rules from ``data/templates/slips/rules.toml``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import DataError
from pipeline.records import PetitionType, Routed
from pipeline.routing.legal.period import Period, read_period
from pipeline.routing.legal.rows import Row, read_tables

KEYS = {
    "slip": frozenset({
        "code", "template", "types", "flags", "repeats", "body", "valid_from", "valid_to", "source", "confirmed",
    }),
    "missing": frozenset({"flag", "what"}),
    "direction": frozenset({"flag", "to"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SlipRule:
    """One kind of slip and for which petitions it is; without a template such petitions get none."""

    code: str
    template: str
    types: frozenset[str]
    flags: frozenset[str]
    repeats: bool
    body: bool
    period: Period

    def suits(self, row: Routed, day: date) -> bool:
        """Say whether the rule is for a petition received on ``day``."""
        return (
            self.period.covers(day)
            and (not self.types or row.prediction.petition_type.value in self.types)
            and (not self.flags or not self.flags.isdisjoint(row.legal_flags))
            and (not self.repeats or bool(row.repeat_of))
            and (not self.body or bool(row.department))
        )


@dataclass(frozen=True, slots=True)
class SlipRules:
    """Rules in order; the words for a flag in a notice of what is missing and in a guiding slip."""

    rules: tuple[SlipRule, ...]
    missing: Mapping[str, str]
    directions: Mapping[str, str]

    def chosen(self, row: Routed, day: date) -> SlipRule | None:
        """Return the first rule that suits a petition, None where it gets no slip."""
        found = next((rule for rule in self.rules if rule.suits(row, day)), None)
        return found if found is not None and found.template else None


def load_slip_rules(path: Path, reasons: Collection[str]) -> SlipRules:
    """Read the rules; ``reasons`` are the flags that a petition may carry.

    Raises:
        DataError: with file and line, for the first fault.
    """
    tables = read_tables(path, KEYS)
    rules = tuple(_rule(row, reasons) for row in tables["slip"])
    if not rules:
        raise DataError(f"{path}: chưa có bảng [[slip]] nào; hãy chép lại từ bản cài đặt.")
    missing = {_flag(row, row.text("flag"), reasons): row.text("what") for row in tables["missing"]}
    directions = {_flag(row, row.text("flag"), reasons): row.text("to") for row in tables["direction"]}
    return SlipRules(rules, missing, directions)


def _rule(row: Row, reasons: Collection[str]) -> SlipRule:
    types = frozenset(row.texts("types"))
    unknown = sorted(types - {kind.value for kind in PetitionType})
    if unknown:
        raise row.fault(f"loại đơn {unknown[0]!r} không có; chỉ nhận {', '.join(PetitionType)}.")
    row.text("source")
    return SlipRule(
        code=row.text("code"),
        template=row.text("template", ""),
        types=types,
        flags=frozenset(_flag(row, flag, reasons) for flag in row.texts("flags")),
        repeats=row.yes("repeats"),
        body=row.yes("body"),
        period=read_period(row),
    )


def _flag(row: Row, flag: str, reasons: Collection[str]) -> str:
    if flag not in reasons:
        raise row.fault(f"cờ {flag!r} không có trong data/routing/reasons.csv; hãy sửa mã.")
    return flag
