import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.chinese.to_traditional import convert_to_traditional

CASES = [
    ("头发发白，请发给医生。", "頭髮發白，請發給醫生。"),
    ("他说：“多喝‘热’水”。", "他說：「多喝『熱』水」。"),
    ("阿尔茨海默病（Alzheimer’s disease）", "阿爾茨海默病（Alzheimer’s disease）"),
    ("详见https://a.example/简体 <b>与</b>", "詳見https://a.example/簡體 <b>與</b>"),
    ("Take 500 mg.", "Take 500 mg."),
    # where OpenCC's phrases reach over the end of a word
    ("疫苗被发现无效，墓被发掘。", "疫苗被發現無效，墓被發掘。"),
    ("头发生长缓慢，白发又变黑了", "頭髮生長緩慢，白髮又變黑了"),
    ("报告显示了如何保存饼干", "報告顯示了如何保存餅乾"),
    ("医生了解病情，除了解决问题", "醫生瞭解病情，除了解決問題"),
    ("他对此了如指掌，说明简单明了。", "他對此瞭如指掌，說明簡單明瞭。"),
    ("这样才能参与制药，人参加工", "這樣才能參與製藥，人參加工"),
    ("一个中心，十四个中国", "一個中心，十四個中國"),
    ("控制造成的损失，飞机制造", "控制造成的損失，飛機製造"),
    ("这是只要两只猫就有的药", "這是只要兩隻貓就有的藥"),
    ("国家具有干预能力，干细胞和葡萄干", "國家具有干預能力，幹細胞和葡萄乾"),
    ("半\ud800字", "半\ud800字"),
    ("", ""),
]


@pytest.mark.parametrize(("simple", "wanted"), CASES)
def test_simplified_chinese_becomes_traditional_with_its_marks(simple: str, wanted: str) -> None:
    assert convert_to_traditional(simple) == wanted


@given(st.text(max_size=60))
def test_no_line_is_won_or_lost(text: str) -> None:
    assert convert_to_traditional(text).count("\n") == text.count("\n")
