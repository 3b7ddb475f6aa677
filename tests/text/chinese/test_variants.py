"""Claims about Han characters: which script they are, and when they are Japanese."""

from collections import Counter

import pytest

from text.chinese.variants import detect_variant


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("騰訊公司说", "zh", "Hant"),
        ("人口", "zh", "Hans"),
        ("", "zh", "Hans"),
        ("他於四至六月在墨西哥", "zh", "Hant"),
        ("当局用技术来追踪无人机", "zh", "Hans"),
        ("當局用技術含量較低的方法來追踪無人機", "zh", "Hant"),  # 踪 is a variant, not Japanese
        ("国民運動連合所属", "ja", "Jpan"),
        ("神奈川県鎌倉市", "ja", "Jpan"),
        ("平成二十三年度補正", "ja", "Jpan"),
        ("其他國家的人則直接用名字稱呼日本昭和天皇以後的天皇無論他們是否在世", "zh", "Hant"),
        ("日本昭和年间的医疗制度这样说", "zh", "Hans"),
    ],
)
def test_characters_tell_the_script(text, language, script):
    assert detect_variant(Counter(text), text)[:2] == (language, script)


def test_each_telling_character_makes_the_script_surer():
    shares = [
        detect_variant(Counter(text), text).share for text in ("人", "騰人", "騰訊人", "騰訊與醫學")
    ]
    assert shares == sorted(set(shares))
    assert (shares[0], shares[-1] > 0.97) == (0.5, True)
