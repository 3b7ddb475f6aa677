"""Write simplified Chinese in traditional characters, with the quotation marks that go with
them.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from text.chinese.folding import HAN_RANGES
from text.protected_spans import split_protected_spans

_LONE_SURROGATES: Final = re.compile("([\ud800-\udfff]+)")
_DOUBLE_QUOTES: Final = re.compile("“([^“”]*)”")
_SINGLE_QUOTES: Final = re.compile(f"‘([^‘’]*[{HAN_RANGES}][^‘’]*)’")

_CORRECTIONS: Final = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        # forms that no modern text uses
        ("纔", "才"),
        ("箇", "個"),
        # phrases that begin with the end of the word before: 被|发明, 展示|了如, 人|参与
        ("瞭(?![解望然若]|如指掌)(?!(?<=明瞭)(?:[^\u4e00-\u9fff]|$))", "了"),
        ("(?<![爲為])了解(?![放決除釋答開剖散僱僵析脫])", "瞭解"),
        (
            "(?<![頭毛胎染黑白理美護脫植假])髮(?=[明現展行動生布佈表達出起送放揮"
            "熱燒病炎育作言射電票財覺"
            "掘酵抖源貨給往還了過])",
            "發",
        ),
        ("人蔘(?=[與加考照軍賽戰觀選保])", "人參"),
        ("(?<![合兼歸吞裁])併(?=[爲為非未不無沒且在將對由以從向於可能有會通進提成])", "並"),
        ("徵(?=[程途服戰討伐])", "征"),
        (
            "(?<![一二兩三四五六七八九十百千萬幾這那每某半多\\d])隻"
            "(?=[要是有能會需須剩影靠管因容得好爲為在想可用限求顧])",
            "只",
        ),
        ("(?<=[但就不而])是隻(?=[要是有能會需剩靠因容])", "是只"),
        ("製(?=[定度止約裁服])", "制"),
        (
            "(?<![控限抑管體機節壓強克牽鉗專遏編法學稅])制(?=[造作藥劑品冷片備圖版氧酒糖毒])"
            "|(?<=[飛手主整]機)制(?=造)",
            "製",
        ),
        ("復制", "複製"),
        ("註(?=[重意射入視定目])", "注"),
        ("幹(?=[擾預涉])", "干"),
        ("(?<=[餅萄腐魚肉曬烘擦風晾])幹|幹(?=[燥淨旱癟枯涸洗渴貝咳冰眼癬糧果])", "乾"),
        ("(?<=國)傢俱(?=[有備體])", "家具"),
        ("(?<=裏)麪(?=包[含括裝])|麪(?=[試對積臨前向部板孔世談目色具])", "面"),
        ("几(?=[個年天次倍釐厘米分種位百千萬十歲])", "幾"),
    )
)
"""What OpenCC writes wrongly where a phrase of its dictionary reaches over the end of a word, found
by comparing its output for whole lines with that for single words, and what is right instead.
"""


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # loads its dictionaries, so not at import

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def convert_to_traditional(text: str) -> str:
    """Convert phrase by phrase (头发 頭髮, 发生 發生), addresses and mark-up left as they are.

    Words stay those of the mainland.

    OpenCC's general standard (s2t) is used: the vocabulary of Taiwan or Hong Kong would be another
    translation, of medical terms too.
    """
    return "".join(
        piece if opaque else _convert(piece) for piece, opaque in split_protected_spans(text)
    )


def _convert(text: str) -> str:
    parts = (
        part if _LONE_SURROGATES.match(part) else _converter()(part)
        for part in _LONE_SURROGATES.split(text)
        if part
    )
    converted = "".join(parts)
    for pattern, written in _CORRECTIONS:
        converted = pattern.sub(written, converted)
    return _SINGLE_QUOTES.sub("『\\1』", _DOUBLE_QUOTES.sub("「\\1」", converted))
