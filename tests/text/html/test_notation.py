"""Mark-up that carries meaning is written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.html.blocks import read_blocks
from text.html.notation import render_superscript, write_out_notation
from text.html.parse import parse_html, remove_invisible
from text.html.tables import resolve_tables


def read(html: str) -> str:
    """Give the text of a page as the pipeline reads it, a line for each block."""
    body = parse_html(html).find("body")
    write_out_notation(body)
    resolve_tables(body)
    remove_invisible(body)
    return "\n".join(block.text for block in read_blocks(body))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("白细胞 4.5×10<sup>9</sup>/L", "白细胞 4.5×10⁹/L"),
        ("10<sup>-6</sup> mol", "10⁻⁶ mol"),
        ("<b>10</b><sup>12</sup>/L", "10¹²/L"),
        ("体表面积1.73m<sup>2</sup>", "体表面积1.73m²"),
        ("75 mg/m<sup>2</sup> a day", "75 mg/m² a day"),
        ("20厘米<sup>3</sup>", "20厘米³"),
        ("Ca<sup>2+</sup>与Na<sup>+</sup>", "Ca²⁺与Na⁺"),
        ("<sup>131</sup>I治疗", "¹³¹I治疗"),
        ("x<sup>2</sup>+y<sup>2</sup>", "x²+y²"),
        ("体温37<sup>o</sup>C", "体温37°C"),
        ("the 21<sup>st</sup> day", "the 21st day"),
        ("Tylenol<sup>®</sup>", "Tylenol®"),
        ("2<sup>n</sup>", "2ⁿ"),
        ("H<sub>2</sub>O, CO<sub>2</sub>", "H₂O, CO₂"),
        ("维生素B<sub>12</sub>", "维生素B₁₂"),
        ("C<sub>max</sub> rose", "C_max rose"),
        ("VO<sub>2max</sub>", "VO₂max"),
    ],
)
def test_a_raised_or_lowered_sign_keeps_its_meaning(html: str, text: str) -> None:
    assert read(f"<p>{html}</p>") == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("共纳入860例<sup>4</sup>患者", "共纳入860例[4]患者"),
        ("fell by 45<sup>7</sup> percent", "fell by 45[7] percent"),
        ("as shown.<sup>2,3</sup> Later", "as shown.[2,3] Later"),
        ('12<sup><a href="#r1">1</a></sup>人', "12[1]人"),
        ('10<a href="#n3"><sup>3</sup></a>', "10[3]"),
        ('剂量5<sup class="footnote-ref">2</sup>克', "剂量5[2]克"),
        ("可信<sup>[12]</sup>。", "可信[12]。"),
        ("推荐*<sup>†</sup>", "推荐*†"),
        ("阿司匹林<sup>注</sup>", "阿司匹林[注]"),
    ],
)
def test_a_mark_of_a_note_is_never_glued_to_a_number(html: str, text: str) -> None:
    assert read(f"<p>{html}</p>") == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("服2<sup>1</sup>/<sub>2</sub>片", "服2½片"),
        ("<sup>3</sup>⁄<sub>4</sub> cup", "¾ cup"),
        ("1<sup>5</sup>/<sub>16</sub> inch", "1 5/16 inch"),
    ],
)
def test_a_fraction_stays_beside_its_whole(html: str, text: str) -> None:
    assert read(f"<p>{html}</p>") == text


def test_struck_text_is_left_out_and_given() -> None:
    body = parse_html(
        '<p>每次<s>20</s>2片，<span style="text-decoration: line-through">饭前</span>饭后'
        "服用<strike>三次</strike><del></del></p>"
    ).find("body")
    assert write_out_notation(body) == ["20", "三次", "饭前"]
    assert [block.text for block in read_blocks(body)] == ["每次2片，饭后服用"]


def test_an_element_that_nobody_closed_is_not_struck() -> None:
    text = "这一段正文很长，讲了怎样预防流感。" * 40
    assert read(f"<s><p>{text}</p>") == text


def test_symbol_fonts_are_read() -> None:
    assert read('<p>50 <font face="Symbol">m</font>g</p>') == "50 μg"
    assert read("<p><span style=\"font-family: 'Symbol'\">b</span>受体</p>") == "β受体"


def test_ruby_is_its_base_with_the_reading_in_brackets() -> None:
    ruby = "<ruby>龋<rp>(</rp><rt>qǔ</rt><rp>)</rp></ruby>齿"
    assert read(f"<p>{ruby}</p>") == "龋（qǔ）齿"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>洗手<li>戴口罩</ol>", "1. 洗手\n2. 戴口罩"),
        ('<ol start="4"><li><p>开窗</p></li></ol>', "4. 开窗"),
        ('<ol reversed><li>甲<li value="9">乙</ol>', "2. 甲\n9. 乙"),
        ('<ol type="a"><li>甲<li>乙</ol>', "a. 甲\nb. 乙"),
        ('<ol type="I"><li>甲<li>乙</ol>', "I. 甲\nII. 乙"),
        ("<ol><li>1、洗手<li>（2）戴口罩</ol>", "1、洗手\n（2）戴口罩"),
        ('<ol class="breadcrumb"><li>首页<li>健康</ol>', "首页\n健康"),
        ("<ul><li>洗手</ul>", "洗手"),
    ],
)
def test_items_of_an_ordered_list_have_their_numbers(html: str, text: str) -> None:
    assert read(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<math><mi>B</mi><mo>=</mo><mfrac><mi>w</mi>"
            "<msup><mi>h</mi><mn>2</mn></msup></mfrac></math>",
            "B=w/h²",
        ),
        (
            '<span class="katex"><span class="katex-mathml"><math>'
            '<annotation encoding="application/x-tex">'
            r"\frac{140-a}{72}</annotation></math></span>"
            '<span class="katex-html">140a72</span></span>',
            "(140-a)/72",
        ),
        (r'<script type="math/tex">x \times 10^{9}</script>', "x × 10⁹"),
        ('<img class="tex" alt="\\sqrt{2}" src="f.png">', "√2"),
    ],
)
def test_formulas_are_lines_of_text(html: str, text: str) -> None:
    assert read(f"<p>按{html}计算</p>") == f"按{text}计算"


def test_a_picture_of_a_formula_is_its_alternative_text_and_another_picture_is_not() -> None:
    assert read('<p>按<img src="1.png" alt="年龄×7">克计算</p>') == "按年龄×7克计算"
    assert read('<p>如图<img src="1.png" alt="一位护士">所示</p>') == "如图所示"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("阿莫\u200b西林\u00ad胶囊", "阿莫西林胶囊"),
        ("5\u20600\u200e0 mg", "500 mg"),
        ("\ufeff体\u202e温", "体温"),
        ("一家人👨\u200d👩\u200d👧", "一家人👨\u200d👩\u200d👧"),
        ("می\u200cخواهم", "میخواهم"),
    ],
)
def test_what_no_reader_sees_is_nothing(text: str, expected: str) -> None:
    assert read(f"<p>{text}</p>") == expected


@given(st.text(max_size=12), st.text(max_size=6), st.text(max_size=6), st.booleans())
def test_no_digit_is_ever_glued_to_one_before_it(
    before: str, text: str, after: str, linked: bool
) -> None:
    raised = render_superscript(before, text.strip(), after, linked=linked)
    if before[-1:].isdecimal() and text.strip().isdecimal() and text.strip() not in ("0",):
        assert not raised[:1].isdecimal()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('7×10<span style="vertical-align: super">6</span>个', "7×10⁶个"),
        ('12 cm<span class="superscript">2</span>', "12 cm²"),
        ('B<font style="vertical-align:sub">6</font>', "B₆"),
        ("10<sup>-</sup><sup>4</sup>", "10⁻⁴"),
        ("3<sup>1/4</sup>杯", "3¼杯"),
        ("t<sub>1/2</sub>", "t½"),
        ("42<sup>b</sup>人", "42[b]人"),
    ],
)
def test_what_only_style_or_pieces_raise_is_raised(written: str, shown: str) -> None:
    assert read(f"<p>{written}</p>") == shown


def test_struck_paragraphs_are_left_out() -> None:
    body = parse_html(
        '<div><p>有效。</p><p style="text-decoration:line-through">旧量</p>'
        "<del><p>旧文一</p></del></div>"
    ).find("body")
    assert sorted(write_out_notation(body)) == ["旧文一", "旧量"]


def test_factors_of_a_formula_are_not_glued() -> None:
    fraction = "<mfrac><mn>3</mn><mrow><mn>4</mn><mi>k</mi></mrow></mfrac>"
    assert read(f"<p><math>{fraction}<mn>5</mn></math></p>") == "3/(4k) 5"
    assert read("<p><math><mi>a</mi><mo>/</mo><mi>b</mi></math></p>") == "a/b"


def test_readings_of_several_characters_stand_together() -> None:
    ruby = "<ruby><rb>白</rb><rb>术</rb><rtc><rt>bái</rt><rt>zhú</rt></rtc></ruby>"
    assert read(f"<p>{ruby}健脾</p>") == "白术（bái zhú）健脾"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\(\frac{m}{h^2}\)", "m/h²"),
        (r"\[ 10^{9}/\text{L} \]", "10⁹/L"),
        (r"$$a \times b$$", "a × b"),
        (r"$\alpha \leq 0.05$", "α ≤ 0.05"),
        ("$35 到 $50", "$35 到 $50"),
        (r"$5 或 10\% 的 $7", r"$5 或 10\% 的 $7"),
        (r"C:\(x", r"C:\(x"),
    ],
)
def test_tex_between_its_marks_is_written_as_a_line(written: str, read: str) -> None:
    body = parse_html(f"<p>甲 {written} 乙</p><pre>{written}</pre>").find("body")
    write_out_notation(body)
    assert body[0].text == f"甲 {read} 乙"
    assert body[1].text == written


@pytest.mark.parametrize(
    ("sheet", "is_struck"),
    [
        (".old{text-decoration:line-through}", True),
        ("p{color:red} span.old , b.x { color: red; text-decoration-line: line-through }", True),
        (".old:hover{text-decoration:line-through}", False),
        (".old{color:red} .new{text-decoration:line-through}", False),
        (".box .old{text-decoration:line-through}", False),
    ],
)
def test_a_stylesheet_of_the_page_may_strike_a_class_out(sheet: str, is_struck: bool) -> None:
    page = f"<style>{sheet}</style><p>每次<span class=old>500</span>250毫克</p>"
    body = parse_html(page).find("body")
    assert write_out_notation(body) == (["500"] if is_struck else [])
