"""Claims about the text of a JATS article: order, notation, citations, tables, figures."""

import pytest

from pipelines.documents.jats.read import read_jats
from tests.pipelines.documents.jats.articles import build_article, build_meta


def read_texts(body: str, **more: str) -> list[str]:
    return [block.text for block in read_jats(build_article(body=body, **more)).blocks]


def test_abstract_and_sections_come_in_order_with_their_levels() -> None:
    blocks = read_jats(
        build_article(
            build_meta("<abstract><p>In short.</p></abstract>"),
            "<sec><title>Methods</title><p>One.</p><sec><title>Diet</title><p>Two.</p></sec></sec>"
            "<sec><title>Empty</title></sec><sec><title/><p>Three.</p></sec>",
        )
    ).blocks
    assert [(block.level, block.text) for block in blocks] == [
        (1, "Abstract"), (0, "In short."), (1, "Methods"), (0, "One."), (2, "Diet"), (0, "Two."),
        (0, "Three."),
    ]  # fmt: skip


def test_a_teaser_or_graphical_abstract_is_not_the_abstract() -> None:
    teaser = "<abstract abstract-type='toc'><p>Teaser.</p></abstract>"
    article = read_jats(build_article(build_meta(teaser + "<abstract><p>Real.</p></abstract>")))
    assert "Teaser." not in [block.text for block in article.blocks]
    assert "Real." in [block.text for block in article.blocks]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("3 &#215; 10<sup>9</sup>/L", "3 × 10⁹/L"),
        ("10<sup>&#8722;6</sup> M", "10⁻⁶ M"),
        ("VO<sub>2</sub>max and H<sub>2</sub>O", "VO₂max and H₂O"),
        ("5 &mu;g of &alpha;-salt, &le;2 &nosuch; a day", "5 μg of α-salt, ≤2 &nosuch; a day"),
        ("<inline-formula><tex-math>\\frac{140}{72}</tex-math></inline-formula> or so",
         "140/72 or so"),
        ("<inline-formula><alternatives><inline-graphic/><tex-math>x^2</tex-math>"
         "</alternatives></inline-formula> grows", "x² grows"),
        ("Take <sc>no</sc> <bold>salt</bold>.", "Take no salt."),
    ],
)  # fmt: skip
def test_notation_keeps_its_meaning(written: str, text: str) -> None:
    assert read_texts(f"<p>{written}</p>") == [text]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("harm [<xref ref-type='bibr' rid='b1'>1</xref>,<xref ref-type='bibr' rid='b2'>2</xref>].",
         "harm."),
        ("harm <xref ref-type='bibr'>[1]</xref>, <xref ref-type='bibr'>[4]</xref>–"
         "<xref ref-type='bibr'>[6]</xref>.", "harm."),
        ("5 g<sup><xref ref-type='bibr'>1</xref>–<xref ref-type='bibr'>3</xref></sup> a day",
         "5 g a day"),
        ("as <xref ref-type='bibr'>Berg et al., 2019</xref> found", "as Berg et al., 2019 found"),
        ("see <xref ref-type='fig'>Figure 2</xref> and <xref ref-type='table'>Table 1</xref>",
         "see Figure 2 and Table 1"),
        ("in group (1) and [2]", "in group (1) and [2]"),
        ("m<sup>2</sup> and <xref ref-type='bibr'>7</xref>", "m² and"),
    ],
)  # fmt: skip
def test_numbers_of_references_go_and_everything_else_stays(written: str, text: str) -> None:
    assert read_texts(f"<p>{written}</p>") == [text]


def test_lists_quotations_and_boxes_are_text() -> None:
    assert read_texts(
        "<p>Eat:</p><list list-type='order'><list-item><p>less salt</p></list-item>"
        "<list-item><p>more fruit</p></list-item></list>"
        "<disp-quote><p>Salt is gold.</p></disp-quote>"
        "<boxed-text><caption><title>Key points</title></caption><p>Move more.</p></boxed-text>"
    ) == ["Eat:", "1. less salt", "2. more fruit", "Salt is gold.", "Key points", "Move more."]


TABLE = (
    "<table-wrap id='t'><label>Table 1</label><caption><title>Salt a day</title></caption>"
    "<table><thead><tr><th>Group</th><th>g</th></tr></thead>"
    "<tbody><tr><td rowspan='2'>Men</td><td>9<sup>a</sup></td></tr><tr><td>8</td></tr></tbody>"
    "</table><table-wrap-foot><fn><p>a: estimated</p></fn></table-wrap-foot></table-wrap>"
)


def test_a_table_inside_a_paragraph_comes_behind_it_as_rows() -> None:
    blocks = read_jats(build_article(body=f"<p>Before {TABLE} after.</p><p>Next.</p>")).blocks
    assert blocks[0].text == "Before after."
    assert blocks[1].text == "Table 1 Salt a day"
    assert [block.kind for block in blocks] == [
        "paragraph", "caption", "row", "row", "row", "caption", "paragraph",
    ]  # fmt: skip
    assert blocks[3].text.startswith("Men | 9") and blocks[4].text == "Men | 8"


def test_tables_and_figures_outside_the_body_are_found() -> None:
    figure = (
        "<fig><label>Figure 1</label><caption><title>Salt.</title><p>Grains of it.</p></caption>"
        "<graphic xlink:href='info:doi/10.5555/demo.g1'/></fig>"
    )
    article = read_jats(build_article(rest=f"<floats-group>{figure}{TABLE}</floats-group>"))
    assert [block.text for block in article.blocks][1] == "Table 1 Salt a day"
    (found,) = article.figures
    assert (found.label, found.title, found.caption, found.href) == (
        "Figure 1", "Salt.", "Grains of it.", "10.5555/demo.g1",
    )  # fmt: skip


def test_a_figure_in_mid_sentence_does_not_cut_the_sentence() -> None:
    figure = "<fig><caption><p>Grains.</p></caption></fig>"
    assert read_texts(f"<p>Salt raises {figure}blood pressure.</p>") == [
        "Salt raises blood pressure."
    ]


def test_references_reviews_and_files_are_no_text_of_the_article() -> None:
    back = "<back><ref-list><ref><mixed-citation>Berg 2019</mixed-citation></ref></ref-list></back>"
    letter = (
        "<sub-article article-type='decision-letter'><front-stub/><body><p>Please revise.</p>"
        "</body></sub-article>"
    )
    body = "<p>Salt.</p><supplementary-material><p>Data file</p></supplementary-material>"
    assert read_texts(body, rest=back + letter) == ["Salt."]


def test_an_appendix_is_text() -> None:
    back = "<back><app-group><app><title>Appendix</title><p>Diet plan.</p></app></app-group></back>"
    assert read_texts("<p>Salt.</p>", rest=back) == ["Salt.", "Appendix", "Diet plan."]
