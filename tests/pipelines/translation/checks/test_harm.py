"""What harms a reader is flagged, and the same said rightly is not."""

import pytest

from pipelines.translation.checks.run import check_sentence
from pipelines.translation.glossary import GlossaryTerm, build_glossary

WRONG = [
    # how often
    ("schedule!", "Apply the cream three times a day.", "每天涂抹药膏一次。"),
    ("schedule!", "Inject it every two weeks.", "每两天注射一次。"),
    ("schedule!", "Take one capsule twice weekly.", "每天两次，每次一粒。"),
    ("schedule!", "Measure it every other day.", "每天测量一次。"),
    ("schedule!", "The tablet is taken q12h.", "每2小时服用一次该片剂。"),
    # how long
    ("unit!", "Rest for three days.", "休息三周。"),
    ("unit!", "Take it for six months.", "服用六年。"),
    # limits
    ("limit!", "Sleep at least seven hours.", "最多睡七小时。"),
    ("limit!", "Use no more than 3 drops.", "至少使用3滴。"),
    ("limit!", "A fever of 38.5 °C or higher needs care.", "体温38.5℃以下需要就医。"),
    ("limit!", "Fewer than 200 cases were seen.", "发现了超过200例病例。"),
    # shares
    ("fraction!", "Chew half a tablet.", "嚼服一片。"),
    ("fraction!", "A third of the children recovered.", "三分之二的儿童康复。"),
    ("fraction!", "Two in five men smoke.", "每五名男性中有三名吸烟。"),
    ("fraction!", "The dose was three times as high.", "剂量高出十倍。"),
    ("percent!", "Coverage fell by 3 percentage points.", "覆盖率下降了3%。"),
    ("percent!", "Mortality dropped to 8%.", "死亡率下降了8%。"),
    ("percent!", "About 40% of the cells died.", "约40个细胞死亡。"),
    # per what
    ("denominator!", "Give 5 mg/kg of the drug.", "给予5毫克该药。"),
    ("denominator!", "Glucose was 110 mg/dL.", "血糖为110毫克/升。"),
    ("sign!", "Keep it at -20 °C.", "在20℃下保存。"),
    ("sign!", "Store the vials at 5 °C.", "将药瓶在零下5℃保存。"),
    ("unit!", "Inject 20 units of insulin.", "注射20毫升胰岛素。"),
    ("unit!", "Swallow 3 capsules.", "吞服3毫克。"),
    ("unit!", "Drink two mL of the syrup.", "饮用两毫克糖浆。"),
    ("sign!", "The score changed by -4.5 points.", "评分变化为4.5分。"),
    ("limit!", "Donors must be at least 45 kg.", "献血者体重最大45公斤。"),
    ("fraction!", "Give a quarter of a tablet.", "给予半片。"),
    # negation
    ("negation!", "This syrup is not suitable for infants.", "这种糖浆适合婴儿。"),
    ("negation", "The trial failed to show a benefit.", "试验显示有益。"),
    ("negation!", "You must not drive after the test.", "检查后您必须开车。"),
    ("negation!", "There is no cure for the common cold.", "普通感冒有治愈方法，可以治好。"),
    ("negation!", "Take the tablets with water.", "不要用水送服药片。"),
    # what is missing, what is too much
    ("omission!", "Call us unless the pain stops.", "请给我们打电话，疼痛会消失。"),
    ("omission", "Buy bread, milk, eggs and fruit.", "请购买面包和牛奶。"),
    (
        "length!",
        "Keep the medicine in its original package, away from light, and ask the pharmacist"
        " how to dispose of"
        " what is left over.",
        "请把药放在原包装里。",
    ),
    (
        "length",
        "Drink a glass of water before you go.",
        "走之前喝一杯水。此外，每个人都应当定期到医院检查身体，听从医生的建议。",
    ),
    # what no translation looks like
    ("script!", "The test is free.", "检测は無料です。"),
    ("script!", "Ask the doctor before you take medicine.", "服藥前請問醫師，這對身體會有幫助。"),
    ("repetition!", "Eat fruit.", "吃水果，吃水果，吃水果。"),
    ("invented!", "Walking helps the heart.", "走路有益心脏。校对：李四"),
    ("empty!", "Five Ways To Sleep Better At Night", "Five Ways To Sleep Better At Night"),
    ("empty!", "What is it?", "What is it?"),
]
RIGHT = [
    ("This syrup is not suitable for infants.", "这种糖浆不适合婴儿。"),
    ("Rest did not help the pain.", "休息无助于止痛。"),
    ("The trial failed to show a benefit.", "试验未能显示益处。"),
    ("a temperature of 102 °F", "体温38.9°C（102°F）"),
    ("The bag weighs 10 pounds.", "袋子重4.5公斤（10磅）。"),
    ("The score changed by -4.5 points.", "评分下降4.5分。"),
    ("Give half a tablet.", "给予半片。"),
    ("Apply the cream three times a day.", "每天涂抹药膏三次。"),
    ("Take it every 8 hours.", "每8小时服用一次。"),
    ("Take it twice a day.", "每日早晚各服一次。"),
    ("Measure it every other day.", "隔天测量一次。"),
    ("Take it for two weeks.", "连续服用14天。"),
    ("Sleep at least seven hours.", "睡眠不少于七小时。"),
    ("Do not use it for more than 10 days.", "使用不要超过10天。"),
    ("Up to 40 people fell ill.", "多达40人患病。"),
    ("Chew half a tablet.", "嚼服半片。"),
    ("One in four adults is affected.", "25%的成年人受影响。"),
    ("Risk is 20 percent lower.", "风险降低了两成。"),
    ("Coverage fell by 3 percentage points.", "覆盖率下降了3个百分点。"),
    ("Mortality dropped to 8%.", "死亡率降至8%。"),
    ("Give 5 mg/kg of the drug.", "按每公斤体重5毫克给药。"),
    ("Keep it at -20 °C.", "在零下20℃保存。"),
    ("There were 35 000 visits.", "就诊3.5万人次。"),
    ("The baby weighed 6.6 pounds.", "婴儿体重3公斤。"),
    ("Use no more than 2,000 mg.", "用量不得超过2克。"),
    ("Ring the 24/7 helpline.", "请拨打24小时热线。"),
    ("The pharmacy closes at 9 p.m.", "药房21:00关门。"),
    ("It is a phase III trial.", "这是一项3期试验。"),
    ("The change was -3.2 (-4.0, -2.4).", "变化为-3.2（-4.0，-2.4）。"),
    ("You must not drive.", "您不得开车。"),
    ("The vaccine is very safe in the future, too.", "今后这种疫苗也非常安全。"),
    ("The protein (sheddase) was cut.", "这种蛋白质（sheddase）被切断。"),
]


@pytest.mark.parametrize(("label", "source", "target"), WRONG)
def test_what_harms_is_flagged(label: str, source: str, target: str) -> None:
    assert label in {finding.label for finding in check_sentence(source, target)}


@pytest.mark.parametrize(("source", "target"), RIGHT)
def test_the_same_said_rightly_is_not(source: str, target: str) -> None:
    assert check_sentence(source, target) == ()


TERMS = build_glossary(
    (
        GlossaryTerm("digoxin", "地高辛", ("地高辛",)),
        GlossaryTerm("diclofenac", "双氯芬酸", ("双氯芬酸",)),
        GlossaryTerm("PM2.5", "PM2.5", ("PM2.5", "细颗粒物")),
    )
)


def test_another_term_in_the_place_of_one_is_an_error() -> None:
    (finding,) = check_sentence("She took digoxin.", "她服用了双氯芬酸。", TERMS)
    assert finding.label == "term!"
    assert finding.reason == "术语译成另一个：digoxin（应为 地高辛）译为“双氯芬酸”"


def test_a_term_without_its_rendering_and_without_another_is_a_warning() -> None:
    (finding,) = check_sentence("She took digoxin.", "她服用了狄高辛。", TERMS)
    assert finding.label == "glossary"


def test_a_name_with_digits_may_have_its_chinese_name() -> None:
    assert check_sentence("PM2.5 fell.", "细颗粒物减少。", TERMS) == ()


def test_a_word_of_an_address_is_no_term() -> None:
    target = "详见 https://example.org/digoxin 。"
    assert check_sentence("See https://example.org/digoxin .", target, TERMS) == ()
