"""A rule file with a slip is refused, naming the file, the line and the key."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DataError
from pipeline.routing.legal import load_rules
from pipeline.routing.legal.numbers import LINKS, NUMBER_WORDS, is_number, number, number_ends, number_starts
from pipeline.routing.legal.phrases import chain
from pipeline.routing.legal.search import find
from pipeline.routing.legal.tree import grow
from pipeline.routing.legal.words import _TOKEN, LINE, fold, read_words
from pipeline.settings import DATA

FLAG = '\n[[flag]]\ncode = "x"\nname = "X"\nany = ["phủ định"]\nsource = "s"\n'
CLOCK = (
    '\n[[deadline]]\ncode = "x"\nname = "X"\ntype = "to-cao"\ndays = 5\nunit = "working"\nfrom = "received"\n'
    'valid_from = 2020-01-01\nsource = "s"\n'
)
CUE = '\n[[cue]]\nname = "x"\nphrases = ["a b"]\n'
TYPE = '\n[[type]]\nfrom = ["to-cao"]\nto = "khieu-nai"\nany = ["phủ định"]\nsource = "s"\n'
DAY = '\n[[day]]\nday = 2026-05-04\nkind = "off"\nsource = "s"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "legal", tmp_path / "legal")
    return tmp_path / "legal"


def add(path: Path, rows: str) -> int:
    """Append rows and return the line at which the last of them begins."""
    content = path.read_text(encoding="utf-8").rstrip() + "\n" + rows
    path.write_text(content, encoding="utf-8")
    return content[: content.rindex("[[")].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "rows", "seen"),
    [
        ("flags.toml", FLAG + 'colour = "red"\n', "'colour'"),
        ("flags.toml", FLAG.replace("phủ định", "không có"), "'không có'"),
        ("flags.toml", FLAG + 'without = ["y"]\n', "'y'"),
        ("flags.toml", FLAG + 'types = ["don"]\n', "'don'"),
        ("flags.toml", FLAG + "valid_from = 2026-01-01\n" + FLAG + "valid_to = 2026-01-01\n", "valid_from"),
        ("flags.toml", FLAG + "valid_from = 2026-02-01\nvalid_to = 2026-01-01\n", "valid_to"),
        ("flags.toml", FLAG + 'valid_from = "2026"\n', "valid_from"),
        ("flags.toml", FLAG.replace('any = ["phủ định"]', ""), "'all'"),
        ("flags.toml", FLAG.replace('"x"', '"x|y"'), "'x|y'"),
        ("deadlines.toml", CLOCK + CLOCK, "trùng thời gian"),
        ("deadlines.toml", CLOCK + "hours = 3\n", "'hours'"),
        ("deadlines.toml", CLOCK.replace('"working"', '"month"'), "'month'"),
        ("deadlines.toml", CLOCK.replace('"received"', '"nowhere"'), "'nowhere'"),
        ("deadlines.toml", CLOCK.replace("days = 5", "days = 0"), "'days'"),
        ("deadlines.toml", CLOCK.replace("days = 5", 'days = "5"'), "'days'"),
        ("deadlines.toml", CLOCK + 'flag = "khong-co"\n', "'khong-co'"),
        ("cues.toml", CUE + CUE, "'x'"),
        ("cues.toml", CUE.replace("a b", "(a b"), "'(a b'"),
        ("cues.toml", CUE.replace("a b", "<xa> b"), "'<xa> b'"),
        ("cues.toml", CUE.replace("a b", "… b"), "'… b'"),
        ("cues.toml", CUE.replace('["a b"]', "[]"), "'phrases'"),
        ("cues.toml", CUE + 'where = "middle"\n', "'middle'"),
        ("cues.toml", CUE + "within = -1\n", "'within'"),
        ("types.toml", TYPE.replace('to = "khieu-nai"', 'to = "thu"'), "'thu'"),
        ("types.toml", TYPE.replace("to-cao", "thu"), "'from'"),
        ("types.toml", TYPE + 'unless = ["khong co"]\n', "'khong co'"),
        ("types.toml", TYPE + 'all = ["khong co"]\n', "'khong co'"),
        ("types.toml", TYPE + "colour = 1\n", "'colour'"),
        ("cues.toml", CUE + "colour = 1\n", "'colour'"),
        ("holidays.toml", DAY + "colour = 1\n", "'colour'"),
        ("holidays.toml", DAY + DAY, "'day'"),
        ("holidays.toml", DAY.replace('"off"', '"half"'), "'half'"),
    ],
)
def test_a_slip_is_refused_with_its_line(folder: Path, file: str, rows: str, seen: str) -> None:
    line = add(folder / file, rows)
    with pytest.raises(DataError) as fault:
        load_rules(folder)
    assert f"{folder / file}, dòng {line}:" in str(fault.value) and seen in str(fault.value)


def test_rules_that_follow_one_another_are_accepted(folder: Path) -> None:
    add(folder / "flags.toml", FLAG + "valid_to = 2026-01-01\n" + FLAG + "valid_from = 2026-01-02\n")
    assert load_rules(folder).name_of("x") == "X"


def test_an_unknown_table_a_broken_and_a_missing_file_are_refused(folder: Path) -> None:
    (folder / "holidays.toml").write_text("[[ngay]]\nday = 1\n", encoding="utf-8")
    with pytest.raises(DataError, match="'ngay'"):
        load_rules(folder)
    (folder / "holidays.toml").write_text("[[day\n", encoding="utf-8")
    with pytest.raises(DataError, match="TOML"):
        load_rules(folder)
    (folder / "holidays.toml").unlink()
    with pytest.raises(DataError, match=r"holidays\.toml: không có tệp"):
        load_rules(folder)


def test_an_office_can_add_a_day_off(folder: Path) -> None:
    assert load_rules(DATA / "legal").days.works(date(2026, 5, 4))
    add(folder / "holidays.toml", DAY)
    assert not load_rules(folder).days.works(date(2026, 5, 4))


def test_every_flag_has_a_name_a_source_and_its_own_code() -> None:
    flags = load_rules(DATA / "legal").flags
    assert len({flag.code for flag in flags}) == len(flags) == 18
    assert all(flag.name and flag.source for flag in flags)


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF)))
def test_folding_keeps_places(text: str) -> None:
    assert len(fold(text)) == len(text) and fold(text).isascii()


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("gửi … đơn", "Tôi gửi nhiều lá đơn", True),
        ("gửi … đơn", "Tôi gửi. Nhiều lá đơn", False),
        ("<số> hộ", "hai mươi ba hộ", True),
        ("<số> <từ> dân", "Có 37 hộ dân", True),
        ("<số> <từ> dân", "Có nhiều hộ dân", False),
        ("rút … đơn …… tố cáo", "xin rút lại đơn đã gửi ngày trước về việc tố cáo", True),
        ("rút … đơn …… tố cáo", "xin rút lại đơn", False),
        ("tôi là <Hoa> <Hoa>", "Tôi là Lê Văn Tám", True),
        ("tôi là <Hoa> <Hoa>", "Tôi là công dân", False),
        ("địa chỉ : <trống>", "Địa chỉ: .......", True),
        ("địa chỉ : <từ>", "Địa chỉ: …", False),
        ("<dòng> đơn kiến nghị <dòng>", "ĐƠN KIẾN NGHỊ\nKính gửi xã", True),
        ("<dòng> đơn kiến nghị <dòng>", "Tôi gửi đơn kiến nghị", False),
    ],
)
def test_phrases_find_what_they_say(phrase: str, text: str, found: bool) -> None:
    assert bool(find(read_words(text), grow([chain(phrase)]))) is found


@given(st.text(alphabet='aÂ1.…_,;"-\n <(đ\t', max_size=40))
def test_words_are_cut_as_the_pattern_says(text: str) -> None:
    words = read_words(text)
    assert words.cased == [LINE, *_TOKEN.findall(words.plain), LINE, "", ""]
    assert words.size == len(words.tokens) - 2 and all(
        a in (b.lower(), '"') for a, b in zip(words.tokens, words.cased, strict=True)
    )


@given(st.lists(st.sampled_from([*sorted(NUMBER_WORDS | LINKS), "12", "nha"]), min_size=1, max_size=12))
def test_numbers_begin_where_their_ends_say(tokens: list[str]) -> None:
    begins = [at for at, token in enumerate(tokens) if is_number(token)]
    for end in range(1, len(tokens) + 1):
        assert sorted(number_starts(tokens, end)) == [at for at in begins if end in number_ends(tokens, at)]


@pytest.mark.parametrize(
    ("words", "value"), [("ba muoi bay", 37), ("muoi lam", 15), ("hai nghin khong tram hai muoi sau", 2026), ("9", 9)]
)
def test_numbers_in_words(words: str, value: int) -> None:
    assert number(words.split()) == value


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("rút (lại|) đơn", "xin rút đơn", True),
        ("rút (lại|) đơn", "xin rút lại đơn", True),
        ("rút (lại|) đơn", "xin rút về đơn", False),
        ("(xin|) (được|) rút", "rút", True),
        ("(xin|) (được|) rút", "xin được rút", True),
        ("đơn (này|của tôi)", "đơn của tôi", True),
        ("đơn (này|của tôi)", "đơn của", False),
    ],
)
def test_a_choice_may_be_left_out(phrase: str, text: str, found: bool) -> None:
    assert bool(find(read_words(text), grow([chain(phrase)]))) is found


@pytest.mark.parametrize("phrase", ["", "(|)", "(…|) đơn", "(a|) … b", "đơn (nào|…)", "đơn … (nào|)", "a) b", "<xa> b"])
def test_a_phrase_that_says_nothing_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        chain(phrase)


def test_a_phrase_with_too_many_forms_is_refused() -> None:
    with pytest.raises(ValueError, match="a"):
        chain("(a|b|c|d|e|f|g|h|i|k) " * 4 + "x")
