"""Invented texts of every kind that reaches a segmenter: what tests compare the library's words and ours on."""

from __future__ import annotations

import csv
import unicodedata
from random import Random

from pipeline.settings import DATA
from pipeline.text.normalize import strip_diacritics

SYLLABLES = (
    "ủy ban nhân dân phường xã đề nghị xem xét giải quyết tình trạng mặt đường hư hỏng ổ gà ngập nước "
    "mưa lớn cống thoát rác thải sinh hoạt đổ trộm chiếu sáng đèn hỏng nhiều tháng nay học sinh "
    "trường tiểu học bác sĩ bệnh viện khiếu nại tố cáo cán bộ đất đai sổ đỏ tái định cư hộ nghèo bảo "
    "hiểm y tế ô nhiễm tiếng ồn quán nhậu khuya quá chúng tôi rất bức xúc kính gửi lãnh đạo thành phố "
    "hòa hoà thuý thuỷ quý khoẻ ngoằn ngoèo nghiêng Nguyễn Trần H'Mông N’Thôn đ ð Ð"
).split()
ODDITIES = (
    "Q.1 TP.HCM Tp. Tp.Huế P.5 UBND CV.123/QĐ-UBND NĐ-CP 15/2021/NĐ-CP v.v v.v. v.v... T.Ư ThS. Th.S "
    "Th.s Dr. Mr. H&M e-mail 12 3x4 3,5 1.600m-2.000m 60.542.000 4.123,2 100,000,000 1_2 02/05/2014 "
    "2/9 20.08.2014 2014/08/20 8-2014 10:20:50 7h30 43H-0530 29A1 4K 03-5730-2357 0905.123.456 "
    "(0236)3888999 +84 -5 2147483648 99999999999 ² ½ Ⅷ ٣٤ http://abc.vn "
    "https://danang.gov.vn/a?b=1&c=(d) www.huế.vn abc.com.vn/x. ftp://x ab@cd.vn a.b+c@d-e.vn @ab #ab "
    "_ab a_b a__b ab_ _ __ :) :)) =)) :D :DD <3 ♥‿♥ 😀 👍🏽 👨‍👩‍👧 ❤️ ✓ • … – — “ ” ‘ ’ ʺ ... .. ! "
    "!! ?! ?? ; : , . ( ) [ ] { } % $ > < = => ==> -> >> ^ + × ÷ - -- --- °C °F 30°C * / \\ | ~ ` & "
    "'s BOS EOS B-W I-W T[0] === a=b ΑΣ ΑΣΑ İ ß ǅ ﬁ ſ 한국 中文 русский Ελλάς عربى ไทย \u0301 "
    "a\u0323\u0302 \u200b \ufeff \u00ad \x00 \x07 \x7f \U0001f9ff Th\u00e9 Ths ths TH TH.S A. A.B "
    "A.B. Đ. Đ.T ĐT: SĐT:0905 1a a1 A1B2 12A 12A3 x2 -a a- a-b a-b-c a--b a+b a.b a,b a:b"
).split(" ")
BLANKS = (" ",) * 12 + ("  ", "\n", "\t", "\r\n", "\u00a0", "\u3000", "\x0b", "\x1f", "\u2028", "")
LAST = ("",) * 8 + (" ", "\n", " \n", "\n\n", "\r\n", ".", ":D", ":D\n", "A.", "A.\n", "\x85")
STRANGE = ("\u0378", "a\U000107b0", "ƛ", "ɤa", "ʕΣ", "\ud7ff")  # of another case, or none, in the library's Unicode
WIDE = ("Th s", "Th S,", "(Th\u00a0s)", "Th\ts", "Th\ns")  # one token with a blank inside, all but the last


def generated(count: int, seed: int) -> list[str]:
    """Return ``count`` texts of up to 40 pieces, the same for the same ``seed``."""
    random = Random(seed)  # noqa: S311  # texts for tests, not secrets
    return [_text(random) for _ in range(count)]


def _text(random: Random) -> str:
    odd = random.choice((0.0, 0.1, 0.3, 0.9))
    blanks = BLANKS if random.random() < 0.4 else (" ",)
    parts = []
    for _ in range(random.randrange(40)):
        parts += [_piece(random, odd), random.choice(blanks)]
    text = "".join(parts) + random.choice(LAST)
    return random.choice((str, str, str, str.upper, strip_diacritics, _decomposed))(text)


def _piece(random: Random, odd: float) -> str:
    if random.random() > odd:
        syllable = random.choice(SYLLABLES)
        return random.choice((syllable, syllable, syllable, syllable.title(), syllable.upper()))
    draw = random.random()
    if draw < 0.85:
        return random.choice(ODDITIES)
    if draw < 0.86:
        return random.choice((*WIDE, *STRANGE))
    if draw < 0.93:
        return "".join(random.choice("aáđĐBx1٣_.-:@/'’&+=()²Σ") for _ in range(random.randrange(1, 9)))
    return "".join(chr(random.choice((random.randrange(0x21, 0x2FF), _any(random)))) for _ in range(2))


def _any(random: Random) -> int:
    point = random.randrange(0x300, 0x20000)
    return 0x1F600 if unicodedata.category(chr(point)) in {"Cn", "Cs"} else point


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def corpus(every: int) -> list[str]:
    """Return every ``every``-th petition of the corpus, and its copy without diacritics after it."""
    texts = []
    for file in sorted((DATA / "corpus").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            texts += [row["text"] for row in csv.DictReader(lines)]
    return [copy for text in texts[::every] for copy in (text, strip_diacritics(text))]
