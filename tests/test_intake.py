"""Reading inboxes: formats, headers, dates, characters, identifiers; every row ends as a petition or a reject."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import astuple
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.intake.clean import clean_characters, is_blank
from pipeline.intake.columns import parse_choice
from pipeline.intake.dates import read_date
from pipeline.intake.inbox import read_inbox
from pipeline.intake.tables import inbox_files
from pipeline.records import Petition, Reject
from pipeline.settings import DATA

HEADERS = DATA / "intake" / "headers.csv"
TEXT = "Đường trước nhà hỏng nặng"


def read(*files: Path, **columns: str) -> tuple[list[Petition], list[Reject]]:
    rows = list(read_inbox(files, HEADERS, columns))
    return [r for r in rows if isinstance(r, Petition)], [r for r in rows if isinstance(r, Reject)]


def write(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_in_every_usual_dress(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = [["Mã đơn", "Ngày nhận", "Nội dung đơn"], ["A1", "05/03/2026", f'{TEXT}{delimiter} "rất" sâu\nhai dòng']]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(lines)
    petitions, rejects = read(write(tmp_path / "don.csv", buffer.getvalue(), encoding))
    assert rejects == []
    assert (petitions[0].id, petitions[0].received_at) == ("A1", date(2026, 3, 5))
    assert petitions[0].text == lines[1][2]


def test_the_same_petition_from_every_format(tmp_path: Path) -> None:
    record = {"id": "A1", "noi_dung": TEXT, "ngay_nhan": "2026-03-05", "tinh": "Tỉnh Lào Cai"}
    table = pd.DataFrame([record])
    table.to_csv(tmp_path / "a.csv", index=False)
    table.to_parquet(tmp_path / "a.parquet")
    write(tmp_path / "a.jsonl", json.dumps(record, ensure_ascii=False) + "\n")
    workbook(tmp_path / "a.xlsx", [list(record), list(record.values())])
    seen = set()
    for suffix in ("csv", "parquet", "jsonl", "xlsx"):
        (petition,), _ = read(tmp_path / f"a.{suffix}")
        seen.add((petition.id, petition.text, petition.received_at, petition.province))
    assert seen == {("A1", TEXT, date(2026, 3, 5), "Tỉnh Lào Cai")}


@pytest.mark.parametrize(
    ("header", "cells", "held"),
    [
        ("Họ tên người gửi,Địa chỉ người gửi,Số điện thoại,Chữ ký", "Lò Thị Mơ Ước,bản Nà Tưởng,0123,Có",
         ("sender_address", "sender_name", "sender_phone", "signature")),
        ("Họ và tên,Nơi ở,SĐT,Ký tên", "Khổng Văn Ví Dụ,,,x", ("sender_name", "signature")),
        ("Người gửi đơn,Thường trú,Điện thoại,Chữ ký", "Nặc danh,Không rõ,-,Không", ()),
        ('"Họ tên, địa chỉ người gửi đơn",b,c,d', "Lò Thị Mơ Ước bản Nà Tưởng,,,",
         ("sender_address", "sender_name")),
        ("Người bị tố cáo,Địa chỉ,Ghi chú,Xã", "Lò Thị Mơ Ước,bản Nà Tưởng,x,Nà", ()),
    ],
)  # fmt: skip
def test_a_register_s_particulars_are_known_to_be_there_and_not_what_they_say(
    tmp_path: Path, header: str, cells: str, held: tuple[str, ...]
) -> None:
    content = f"Nội dung,{header}\nĐường thôn hỏng nặng,{cells}\n"
    (found,), _ = read(write(tmp_path / "so.csv", content))
    assert found.particulars == held
    assert not {"Lò Thị Mơ Ước", "bản Nà Tưởng", "Khổng Văn Ví Dụ", "0123"} & set(map(str, astuple(found)))


@pytest.mark.parametrize("header", ["Nội dung", "noi dung", "NOI_DUNG_DON", "text", "Content", "Nội dung phản ánh:"])
def test_headers_with_and_without_diacritics(tmp_path: Path, header: str) -> None:
    assert read(write(tmp_path / "a.csv", f"{header}\n{TEXT}\n"))[0][0].text == TEXT


def test_a_missing_text_column_lists_the_columns_and_the_way_out(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", f"Số,Ghi chú của anh Ba\n1,{TEXT}\n")
    with pytest.raises(InputError, match=r"Số, Ghi chú của anh Ba.*--columns"):
        read(file)
    assert read(file, text="Ghi chú của anh Ba")[0][0].text == TEXT
    with pytest.raises(InputError, match="Ghi chú khác"):
        read(file, text="Ghi chú khác")


def test_a_chosen_column_must_be_a_known_one() -> None:
    assert parse_choice("text=Nội dung, received_at = Ngày") == {"text": "Nội dung", "received_at": "Ngày"}
    with pytest.raises(InputError, match="noidung"):
        parse_choice("noidung=A")


def test_a_title_above_the_header_and_a_second_sheet(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "a.xlsx",
        [["BÁO CÁO ĐƠN THƯ"], [], ["Mã", "Nội dung"], ["A1", TEXT]],
        [["Ghi chú"], ["chỉ để xem"]],
        [["Mã", "Nội dung"], ["A2", TEXT], ["", ""], ["A3", TEXT]],
    )
    petitions, _ = read(file)
    assert [(p.id, p.row) for p in petitions] == [("A1", 4), ("A2", 2), ("A3", 4)]


@pytest.mark.parametrize(
    ("name", "content", "seen"),
    [
        ("a.csv", b"", "tệp trống"),
        ("a.csv", b"\n \n", "dòng trắng"),
        ("a.csv", "Nội dung\n".encode(), "chỉ có dòng tiêu đề"),
        ("a.csv", "Nội dung\nđường hỏng\nhỏng đường\nhỏng đèn\n".encode("utf-16-le"), "không ở dạng UTF-8"),
        ("a.csv", "noi dung\nđường hỏng\nhỏng đường\nhỏng đèn\n".encode("cp1258", "replace"), "không ở dạng UTF-8"),
        ("a.doc", b"x", r"'\.doc'"),
        ("a.xlsx", b"PK\x03\x04 damaged", "bị hỏng"),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "mật khẩu"),
        ("a.parquet", b"PAR1 not", "Parquet"),
        ("a.jsonl", b"[1]\n", "JSON"),
    ],
)
def test_a_file_that_cannot_be_read_costs_one_sentence(tmp_path: Path, name: str, content: bytes, seen: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=seen) as fault:
        read(tmp_path / name)
    assert name in str(fault.value)
    assert "\n" not in str(fault.value)


def test_one_unreadable_file_among_others_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = write(tmp_path / "b.csv", f"Nội dung\n{TEXT}\n")
    bad = write(tmp_path / "a.xlsx", "không phải Excel")
    petitions, rejects = read(bad, good)
    assert [p.text for p in petitions] == [TEXT]
    assert [(r.file, r.row) for r in rejects] == [("a.xlsx", 0)]


def test_a_broken_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    lines = ["id,noi dung,ngay", f"1,{TEXT},2026-01-01", '2,"mở ngoặc mà không đóng,2026-01-02', f"3,{TEXT},2026-01-03",
             '4,ống 5" vỡ,2026-01-04', '5,"nhiều\ndòng",2026-01-05', "6,thừa,2026-01-06,ô"]  # fmt: skip
    petitions, rejects = read(write(tmp_path / "a.csv", "\n".join(lines) + "\n"))
    assert [p.id for p in petitions] == ["1", "3", "4", "5"]
    assert [(r.row, "nháy" in r.seen or "ô" in r.seen) for r in rejects] == [(3, True), (7, True)]
    assert all("ngoặc mà" not in r.seen for r in rejects)


def test_empty_texts_are_rejected_and_never_quoted(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["Mã", "Nội dung"], ["1", ""], ["2", " \t\n"], ["3", "\u200b"], ["4", TEXT]])
    petitions, rejects = read(file)
    assert [p.id for p in petitions] == ["4"]
    assert [(r.row, r.column) for r in rejects] == [(2, "Nội dung"), (3, "Nội dung"), (4, "Nội dung")]


def test_none_and_nan_are_empty_texts(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": ["x y z", None, float("nan")], "id": ["1", "2", "3"]})
    table.to_parquet(tmp_path / "a.parquet")
    petitions, rejects = read(tmp_path / "a.parquet")
    assert (len(petitions), len(rejects)) == (1, 2)


def test_identifiers_are_kept_made_and_told_apart(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", f"id,noi dung\nA,{TEXT}\nA,khác hẳn\n,{TEXT}\n,{TEXT}\nA~2,nữa\n")
    petitions, _ = read(file)
    ids = [p.id for p in petitions]
    assert ids[:2] == ["A", "A~2"] and ids[4] == "A~2~2"
    assert len(set(ids)) == 5
    assert "duplicate-id" in petitions[1].notes and "missing-id" in petitions[2].notes
    again, _ = read(file)
    assert [p.id for p in again] == ids


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-05", date(2026, 3, 5)), ("05/03/2026", date(2026, 3, 5)), ("5-3-2026 08:30", date(2026, 3, 5)),
        ("05.03.26", date(2026, 3, 5)), ("ngày 5 tháng 3 năm 2026", date(2026, 3, 5)), (46086, date(2026, 3, 5)),
        ("46086", date(2026, 3, 5)), (datetime(2026, 3, 5, 9), date(2026, 3, 5)),
        ("2026-03-05T10:00:00Z", date(2026, 3, 5)),
        ("31/02/2026", None), ("hôm qua", None), ("", None), (7, None), (True, None), ("2026-13-45", None),
        (1e18, None),
    ],
)  # fmt: skip
def test_dates_as_offices_write_them(cell: object, day: date | None) -> None:
    assert read_date(cell) == day


def test_a_bad_or_missing_date_is_accepted_with_its_reason(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", f"noi dung,ngay nhan\n{TEXT},hôm kia\n{TEXT} lắm,\n")
    petitions, _ = read(file)
    assert [(p.received_at, p.notes[0]) for p in petitions] == [(None, "bad-date"), (None, "missing-date")]


def test_forbidden_characters_are_removed_with_a_note(tmp_path: Path) -> None:
    dirty = "đường \x00hỏng\ud800 \u202enặng 😀"
    file = write(tmp_path / "a.jsonl", json.dumps({"noi dung": dirty}) + "\n")
    (petition,), _ = read(file)
    assert petition.text == "đường hỏng nặng 😀"
    assert "cleaned-characters" in petition.notes


def test_one_cell_of_a_megabyte_is_accepted(tmp_path: Path) -> None:
    long = "đường hỏng " * 100_000
    (petition,), _ = read(write(tmp_path / "a.csv", f"noi dung\n{long}\n"))
    assert petition.text == long and "long-text" in petition.notes


def test_a_folder_is_read_in_name_order_without_lock_files(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "~$a.xlsx", "ghi-chu.doc"):
        write(tmp_path / name, f"noi dung\n{name}\n")
    assert [f.name for f in inbox_files([tmp_path])] == ["a.csv", "b.csv"]
    (tmp_path / "rong").mkdir()
    with pytest.raises(InputError, match="không có tệp đơn nào"):
        inbox_files([tmp_path / "rong"])


@given(st.text())
def test_cleaning_is_idempotent_and_leaves_encodable_text(text: str) -> None:
    cleaned = clean_characters(text)
    assert clean_characters(cleaned) == cleaned
    assert "\x00" not in cleaned.encode().decode()


@given(
    st.lists(st.fixed_dictionaries({"id": st.text(max_size=3), "text": st.text(max_size=12)}), min_size=1, max_size=8)
)
def test_rows_in_are_petitions_plus_rejects(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Mapping[str, str]]
) -> None:
    file = tmp_path_factory.mktemp("law") / "a.jsonl"
    write(file, "".join(json.dumps(row) + "\n" for row in rows))
    petitions, rejects = read(file)
    assert len(petitions) + len(rejects) == len(rows)
    assert len({p.id for p in petitions}) == len(petitions)
    assert all(not is_blank(p.text) for p in petitions)


def test_a_sheet_without_a_known_header_is_told_with_all_the_rows_it_costs(tmp_path: Path) -> None:
    lost: list[list[object]] = [
        ["SỔ THEO DÕI"],
        ["Số", "Diễn giải của cán bộ", "Ghi chú"],
        *[[n, TEXT] for n in range(7)],
    ]
    file = workbook(tmp_path / "a.xlsx", [["Mã", "Nội dung"], ["A1", TEXT]], lost, [])
    petitions, rejects = read(file)
    assert [p.id for p in petitions] == ["A1"]
    assert [(r.file, r.row, r.rows) for r in rejects] == [("a.xlsx#Sheet2", 0, 7)]
    assert "7 dòng" in rejects[0].seen and "Số, Diễn giải của cán bộ, Ghi chú" in rejects[0].seen
    assert "SỔ THEO DÕI" not in rejects[0].seen and TEXT not in rejects[0].seen
    petitions, rejects = read(file, text="Diễn giải của cán bộ")
    assert (len(petitions), [(r.file, r.rows) for r in rejects]) == (7, [("a.xlsx#Sheet1", 1)])


def test_a_file_of_a_folder_without_a_known_header_is_told_with_all_the_rows_it_costs(tmp_path: Path) -> None:
    bad = write(tmp_path / "a.csv", "Số,Diễn giải\n" + f"1,{TEXT}\n" * 5)
    good = write(tmp_path / "b.csv", f"Nội dung\n{TEXT}\n")
    petitions, rejects = read(bad, good)
    assert (len(petitions), [(r.file, r.row, r.rows) for r in rejects]) == (1, [("a.csv", 0, 5)])


def test_a_row_taken_for_a_header_is_never_quoted(tmp_path: Path) -> None:
    said = f"Tôi tên là Trần Văn Ví Dụ, số điện thoại 0000000000. {TEXT}"
    for first in (said, "Trần Văn Ví Dụ,0000000000", "Trần Văn Ví Dụ,05/03/2026"):
        with pytest.raises(InputError, match="không thấy dòng tiêu đề") as fault:
            read(write(tmp_path / "a.csv", f"{first}\n{said}\n"))
        assert "Ví Dụ" not in str(fault.value)


@pytest.mark.parametrize("header", ["Trích yếu nội dung đơn", "Trích yếu", "Trích yếu đơn thư", "Tóm tắt nội dung đơn"])
def test_an_abstract_is_the_text_where_nothing_fuller_stands(tmp_path: Path, header: str) -> None:
    assert read(write(tmp_path / "a.csv", f"Mã đơn,{header}\nA1,{TEXT}\n"))[0][0].text == TEXT
    both = write(tmp_path / "b.csv", f"{header},Nội dung đơn\ntóm lại,{TEXT}\n")
    assert read(both)[0][0].text == TEXT
