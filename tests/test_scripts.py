"""The scripts run as a user runs them: an inbox in, a folder out; a mistake costs one sentence and status 2."""

from __future__ import annotations

import csv
import json
import os
import stat
from pathlib import Path

import openpyxl
import pytest

from pipeline.report.tables import REJECT_COLUMNS, ROUTED_COLUMNS
from pipeline.settings import DATA, MODELS, PROJECT
from tests.conftest import Script

PETITIONS = (
    (
        "A1",
        "05/03/2026",
        "Đèn đường đầu ngõ thôn Đồng, xã Vĩnh Yên, huyện Bảo Yên tắt ba đêm nay, tối om, trẻ con đi học về rất sợ.",
    ),
    ("A2", "hôm qua", "Rác đổ đống ở góc chợ cả tuần không ai thu gom, hôi thối."),
    ("A3", "06/03/2026", '=cmd|"/c calc"!A1 đường nhựa trước trường ổ gà chi chít'),
    ("A3", "06/03/2026", "  "),
    (
        "A4",
        "07/03/2026",
        "Tôi tố cáo ông chủ tịch xã khai khống hồ sơ, tham ô chiếm đoạt tiền hỗ trợ hộ nghèo, đề nghị thanh tra "
        "làm rõ và xử lý nghiêm hành vi tham nhũng này.",
    ),
)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "hop-thu.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Mã đơn", "Ngày nhận", "Nội dung"), *PETITIONS])
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_inbox_becomes_a_folder_of_results(script: Script, inbox: Path, tmp_path: Path) -> None:
    done = script("classify.py", inbox, "--out", tmp_path / "kq")
    assert (done.returncode, done.stderr) == (1, "")
    assert "nhận 4 đơn, loại 1 dòng" in done.stdout
    rows = table(tmp_path / "kq" / "routed.csv")
    assert tuple(rows[0]) == ROUTED_COLUMNS
    assert [row["id"] for row in rows] == ["A1", "A2", "A3", "A4"]
    assert rows[0]["topic"] == "ha-tang/chieu-sang" and "bad-date" in rows[1]["reasons"]
    assert rows[3]["petition_type"] == "to-cao" and rows[3]["decision"] == "review"
    assert (rows[0]["province"], rows[0]["district"], rows[0]["commune"]) == (
        "Tỉnh Lào Cai",
        "Huyện Bảo Yên",
        "Xã Nghĩa Đô",
    )
    assert (rows[1]["province"], rows[1]["place_confidence"]) == ("", "")
    for row in rows:
        assert row["department"] == row["departments_ranked"].split("|")[0]
        assert len(row["topics_ranked"].split("|")) >= 3
    rejects = table(tmp_path / "kq" / "rejects.csv")
    assert [(r["row"], r["column"]) for r in rejects] == [("5", "Nội dung")]
    assert tuple(rejects[0]) == REJECT_COLUMNS
    run = json.loads((tmp_path / "kq" / "run.json").read_text(encoding="utf-8"))
    assert (run["counts"]["rows_read"], run["counts"]["accepted"], run["counts"]["rejected"]) == (5, 4, 1)
    assert run["as_of"] == "2026-03-07"


def test_nothing_is_lost_in_silence_and_no_id_is_a_formula(script: Script, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first, second = book.create_sheet(), book.create_sheet()
    for row in (
        ("Mã đơn", "Ngày nhận", "Nội dung"), ("A", "05/03/2026", PETITIONS[0][2].replace(" ", "\xa0")),
        ("-2+3", "05/03/2062", f"<p>{PETITIONS[1][2].replace(' ', '&nbsp;')}<br></p>"), ("2+3", "", PETITIONS[1][2]),
        ("@", "06/03/2026", PETITIONS[4][2]),
    ):  # fmt: skip
        first.append(row)
    first["A2"].value, first["A2"].data_type = '=cmd|"/c calc"!A1', "s"
    for line in (("Số", "Diễn giải"), *[(str(n), PETITIONS[0][2]) for n in range(6)]):
        second.append(line)
    book.save(tmp_path / "hop-thu.xlsx")
    done = script("classify.py", tmp_path / "hop-thu.xlsx", "--out", tmp_path / "kq")
    assert (done.returncode, done.stderr) == (1, "")
    assert "Đã đọc 10 dòng: nhận 4 đơn, loại 6 dòng" in done.stdout and "hop-thu.xlsx#Sheet2" in done.stdout
    rejects = table(tmp_path / "kq" / "rejects.csv")
    assert [(r["file"], r["row"]) for r in rejects] == [("hop-thu.xlsx#Sheet2", "0")]
    rows = {row["id"]: row for row in table(tmp_path / "kq" / "routed.csv")}
    assert list(rows)[:3] == ['cmd|"/c calc"!A1', "2+3", "2+3~2"] and len(rows) == 4
    reasons = {name: row["reasons"].split("|") for name, row in rows.items()}
    assert [("id-cleaned" in found, "duplicate-id" in found) for found in reasons.values()] == [
        (True, False), (True, False), (False, True), (True, False),
    ]  # fmt: skip
    assert "future-date" in reasons["2+3"] and "not-vietnamese" not in reasons["2+3"]
    assert rows["2+3"]["topic"] == rows["2+3~2"]["topic"]
    assert rows['cmd|"/c calc"!A1']["district"] == "Huyện Bảo Yên"
    for name in ("routed.csv", "rejects.csv", "hotspots.csv"):
        with (tmp_path / "kq" / name).open(encoding="utf-8-sig", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "-", "@"))], name


def test_workbooks_hold_text_as_text_and_denunciations_apart(script: Script, inbox: Path, tmp_path: Path) -> None:
    script("classify.py", inbox, "--out", tmp_path / "kq")
    book = openpyxl.load_workbook(tmp_path / "kq" / "phan-don.xlsx")
    everything = [[cell.value for cell in row] for row in book["Tất cả"].iter_rows()]
    texts = {row[0]: row[4] for row in everything[1:]}
    assert texts["A3"] == PETITIONS[2][2]
    assert "to-cao.xlsx" in str(texts["A4"]) and "thanh tra làm rõ" not in str(everything)
    assert all(cell.data_type != "f" for row in book["Tất cả"].iter_rows() for cell in row)
    assert len(book.sheetnames) > 1
    apart = openpyxl.load_workbook(tmp_path / "kq" / "to-cao.xlsx")["Đơn tố cáo"]
    assert [row[4].value for row in apart.iter_rows(min_row=2)] == [PETITIONS[4][2]]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "kq" / "to-cao.xlsx").stat().st_mode) == 0o600


def test_a_petition_sent_again_is_told(script: Script, tmp_path: Path) -> None:
    text = "Cầu treo qua suối ở thôn Nà Bó mục ván từ tháng ba, học sinh qua lại rất run, xin thay ván trước mùa lũ."
    with (tmp_path / "hop-thu.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [("id", "ngày nhận", "nội dung"), ("L2", "2026-03-09", f"{text} Tôi gửi lần hai."),
                ("L1", "2026-03-02", text), ("K", "2026-03-03", PETITIONS[1][2])]  # fmt: skip
        csv.writer(file).writerows(rows)
    script("classify.py", tmp_path / "hop-thu.csv", "--out", tmp_path / "kq")
    found = {row["id"]: (row["repeat_of"], row["group"]) for row in table(tmp_path / "kq" / "routed.csv")}
    assert found == {"L2": ("L1", "L1"), "L1": ("", "L1"), "K": ("", "")}


def test_no_petition_text_in_tables_or_log(script: Script, inbox: Path, tmp_path: Path) -> None:
    script("classify.py", inbox, "--out", tmp_path / "kq")
    for name in ("routed.csv", "rejects.csv", "run.json"):
        content = (tmp_path / "kq" / name).read_text(encoding="utf-8-sig")
        assert not any(text[:30] in content for _, _, text in PETITIONS if text.strip())


def test_the_same_run_gives_the_same_bytes(script: Script, inbox: Path, tmp_path: Path) -> None:
    for name in ("mot", "hai"):
        script("classify.py", inbox, "--out", tmp_path / name)
    for name in ("routed.csv", "rejects.csv", "phan-don.xlsx", "ra-soat.xlsx", "to-cao.xlsx"):
        assert (tmp_path / "mot" / name).read_bytes() == (tmp_path / "hai" / name).read_bytes(), name
    one, two = (json.loads((tmp_path / n / "run.json").read_text(encoding="utf-8")) for n in ("mot", "hai"))
    assert one | {"timings": 0} == two | {"timings": 0}


def test_results_are_not_overwritten_without_leave(script: Script, inbox: Path, tmp_path: Path) -> None:
    script("classify.py", inbox, "--out", tmp_path / "kq")
    again = script("classify.py", inbox, "--out", tmp_path / "kq")
    assert again.returncode == 2 and "--overwrite" in again.stderr
    assert script("classify.py", inbox, "--out", tmp_path / "kq", "--overwrite").returncode == 1


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (["{inbox}"], "--out"),
        (["/khong/co.csv", "--out", "{out}"], "không có tệp này"),
        (["{inbox}", "--out", "{out}", "--model", "la"], "không có mô hình này"),
        (["{inbox}", "--out", "{out}", "--columns", "text=Lạ"], "Lạ"),
        (["{inbox}", "--out", "{out}", "--precision", "0.999"], "--precision"),
        (["{inbox}", "--out", "{out}", "--as-of", "hôm nay"], "--as-of 2026-03-31"),
        (["--out", "{out}", "--until", "31/3/2026"], "--until 2026-03-31"),
        (["{inbox}", "--out", "{out}", "--precision", "cao"], "--precision 0.95"),
        (["{inbox}", "--out", "{out}", "--precision", "95"], "0.95"),
        (["{inbox}", "--out", "{out}", "--workers", "-1"], "--workers 2"),
        (["{inbox}", "--out", "/", "--overwrite"], "thư mục gốc"),
        (["{inbox}", "--out", "{out}", "--province", "Nam Kỳ"], "Nam Kỳ"),
        (["{inbox}", "--out", "{out}", "--places", "/khong/co"], "/khong/co"),
        (["{inbox}", "--out", "{inbox}"], "không phải thư mục"),
        (["{inbox}", "--out", "{out}", "--la"], "--la"),
    ],
)
def test_a_mistake_costs_one_sentence_and_status_2(
    script: Script, inbox: Path, tmp_path: Path, words: list[str], seen: str
) -> None:
    done = script("classify.py", *[w.format(inbox=inbox, out=tmp_path / "kq") for w in words])
    assert done.returncode == 2
    assert seen in done.stderr and done.stderr.count("\n") == 1 and done.stderr.startswith("Lỗi: ")
    assert not (tmp_path / "kq" / "routed.csv").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_costs_one_sentence(script: Script, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "khoa").mkdir(mode=0o500)
    done = script("classify.py", inbox, "--out", tmp_path / "khoa" / "kq")
    assert done.returncode == 2 and "không ghi được" in done.stderr


def test_a_folder_below_a_file_cannot_be_written(script: Script, inbox: Path) -> None:
    done = script("classify.py", inbox, "--out", inbox / "kq")
    assert done.returncode == 2 and "không ghi được" in done.stderr


def test_settings_of_the_office_are_read_and_checked(script: Script, inbox: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text('[office]\nlevel = "xa"\n', encoding="utf-8")
    assert script("classify.py", inbox, "--out", tmp_path / "kq").returncode == 1
    run = json.loads((tmp_path / "kq" / "run.json").read_text(encoding="utf-8"))
    assert run["settings"]["office"]["level"] == "xa"
    for wrong, seen in (('[office]\nlevel = "bo"\n', "bo"), ("[ofice]\n", "ofice"), ('[office]\nten = "a"\n', "ten"),
                        ("[routing]\nprecision = 2\n", "precision"), ("[office\n", "TOML")):  # fmt: skip
        (home / "settings.toml").write_text(wrong, encoding="utf-8")
        done = script("classify.py", inbox, "--out", tmp_path / "kq2")
        assert done.returncode == 2 and seen in done.stderr, wrong


@pytest.mark.parametrize("page", [["classify.py"], ["train.py"], ["train.py", "fit"]])
def test_help_is_wholly_in_vietnamese(script: Script, page: list[str]) -> None:
    done = script(*page, "--help")
    assert done.returncode == 0
    assert not any(
        word in done.stdout for word in ("Usage", "Options", "Arguments", "Commands", "Show this", "required")
    )


def test_no_crash_on_a_vietnamese_windows_console(script: Script, inbox: Path, tmp_path: Path) -> None:
    done = script("classify.py", inbox, "--out", tmp_path / "kq", PYTHONIOENCODING="cp1258")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "routed.csv" in done.stdout


def test_an_office_trains_on_its_own_labels_and_uses_the_model(script: Script, inbox: Path, tmp_path: Path) -> None:
    data = tmp_path / "nhan.csv"
    lamp = "đèn đường số {} tắt tối om không thấy gì"
    rubbish = "rác chất đống chỗ {} bốc mùi không ai thu gom"
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("noi_dung", "chu_de"))
        for i in range(8):
            writer.writerows([(lamp.format("abcdefgh"[i] * 3), "Đèn"), (rubbish.format("abcdefgh"[i] * 3), "Rác")])
    done = script(
        "train.py", "fit", "--data", data, "--text-column", "noi_dung", "--label-column", "chu_de", "--name", "rieng"
    )
    assert done.returncode == 0, done.stderr
    assert "Đúng chủ đề" in done.stdout and "Rác" in done.stdout
    used = script("classify.py", inbox, "--out", tmp_path / "kq", "--model", "rieng", "--precision", "0.8")
    assert used.returncode == 1, used.stderr
    rows = table(tmp_path / "kq" / "routed.csv")
    assert rows[0]["topic"] == "Đèn" and rows[1]["topic"] == "Rác"
    assert rows[0]["field"] == rows[0]["department"] == ""
    assert rows[3]["petition_type"] == "to-cao"


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ([("a b", "x")] * 6, "một nhãn"),
        ([("a b", "x")] * 6 + [("c d", "y")] * 4, "'y' chỉ có 4"),
        ([("a b", "x")] * 3 + [("", "y")], "dòng 5"),
        ([("a b", "x|y")], "dòng 2"),
        ([("a b", "")], "dòng 2"),
    ],
)
def test_data_that_cannot_make_a_model_is_refused(
    script: Script, tmp_path: Path, rows: list[tuple[str, str]], seen: str
) -> None:
    data = tmp_path / "nhan.csv"
    with data.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "topic"), *rows])
    done = script("train.py", "fit", "--data", data, "--name", "rieng")
    assert done.returncode == 2 and seen in done.stderr and done.stderr.count("Lỗi") == 1


def test_an_unknown_code_is_refused_with_file_and_row(script: Script, tmp_path: Path) -> None:
    data = tmp_path / "nhan.csv"
    data.write_text("text,topic\nđường hỏng,giao-thong/duong\n", encoding="utf-8")
    done = script("train.py", "fit", "--data", data, "--name", "rieng", "--taxonomy", DATA / "taxonomy")
    assert done.returncode == 2 and "nhan.csv, dòng 2" in done.stderr and "giao-thong/duong" in done.stderr


def test_the_sample_inbox_is_varied() -> None:
    from pipeline.intake.inbox import read_inbox
    from pipeline.records import Petition

    rows = list(read_inbox([DATA / "samples" / "hop-thu.xlsx"], DATA / "intake" / "headers.csv", {}))
    petitions = [row for row in rows if isinstance(row, Petition)]
    assert len(petitions) >= 200
    assert len({p.received_at for p in petitions}) > 30
    assert (MODELS / "default").is_dir() and PROJECT.is_dir()
