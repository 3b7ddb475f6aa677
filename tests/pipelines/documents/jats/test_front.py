"""Claims about the front of a JATS article: ids, dates, people, relations."""

import pytest

from pipelines.documents.jats.read import read_jats
from tests.pipelines.documents.jats.articles import build_article, build_meta


def read(more: str = "", **attributes: str):
    return read_jats(build_article(build_meta(more), **attributes))


def test_ids_journal_type_and_language_are_read() -> None:
    article = read(article_type="research-article", **{"xml:lang": "pt"})
    assert dict(article.ids) == {"doi": "10.5555/Demo.1"}
    assert (article.journal, article.type, article.language) == (
        "Journal of Salt",
        "research-article",
        "pt",
    )
    assert read().language == "en"  # the DTD's own value


def test_a_subtitle_belongs_to_the_title_and_a_footnote_does_not() -> None:
    meta = (
        "<title-group><article-title>Salt<xref ref-type='fn'>*</xref> and CO<sub>2</sub>"
        "</article-title><subtitle>A trial</subtitle></title-group>"
    )
    assert read_jats(build_article(meta)).title == "Salt and CO2: A trial"


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        (
            '<pub-date pub-type="collection"><year>2021</year></pub-date>'
            '<pub-date pub-type="ppub"><month>5</month><year>2021</year></pub-date>'
            '<pub-date pub-type="epub"><day>7</day><month>4</month><year>2021</year></pub-date>',
            "2021-04-07",
        ),
        (
            '<pub-date date-type="pub" publication-format="print"><day>1</day><month>6</month>'
            '<year>2022</year></pub-date><pub-date date-type="pub" '
            'publication-format="electronic" iso-8601-date="2022-05-30"/>',
            "2022-05-30",
        ),
        ('<pub-date pub-type="ppub"><month>Sept</month><year>2020</year></pub-date>', "2020-09"),
        ('<pub-date pub-type="collection"><season>Spring</season><year>2019</year>'
         '</pub-date>', "2019"),
        (
            '<pub-date pub-type="pmc-release"><day>1</day><month>1</month><year>2024</year>'
            '</pub-date><pub-date pub-type="ppub"><day>2</day><month>7</month><year>2023</year>'
            "</pub-date>",
            "2023-07-02",
        ),
        ("<history><date date-type='received'><year>2001</year></date></history>", ""),
    ],
)  # fmt: skip
def test_the_day_of_the_web_counts_before_that_of_the_issue(dates: str, day: str) -> None:
    assert read(dates).published == day


def test_authors_have_the_affiliations_that_they_name() -> None:
    authors = read(
        """<contrib-group>
        <contrib contrib-type="author"><name><surname>Li</surname><given-names>Na</given-names>
          </name><uri content-type="orcid">https://orcid.org/0000-0002-1825-0097</uri>
          <role>Nurse</role><xref ref-type="aff" rid="a1 a2"/></contrib>
        <contrib contrib-type="author"><name><surname>Berg</surname><given-names>O</given-names>
          </name><xref ref-type="aff" rid="a2"><sup>2</sup></xref></contrib>
        <contrib contrib-type="editor"><name><surname>Not</surname></name></contrib>
        </contrib-group>
        <aff id="a1"><label>1</label><institution>Salt Institute</institution>, <country>Norway
        </country></aff>
        <aff id="a2"><sup>2</sup><institution>Heart Clinic</institution><country>China</country>
        </aff>"""
    ).authors
    assert [(author.name, author.affiliations) for author in authors] == [
        ("Na Li", ("Salt Institute, Norway", "Heart Clinic, China")),
        ("O Berg", ("Heart Clinic, China",)),
    ]
    assert (authors[0].orcid, authors[0].roles) == ("0000-0002-1825-0097", ("Nurse",))


def test_an_affiliation_within_the_author_or_for_the_whole_group_counts() -> None:
    within = read(
        "<contrib-group><contrib><name><surname>A</surname></name><aff>Clinic A</aff></contrib>"
        "</contrib-group>"
    ).authors[0]
    shared = read(
        "<contrib-group><contrib contrib-type='author'><name><surname>B</surname></name></contrib>"
        "<aff>Clinic B;</aff></contrib-group>"
    ).authors[0]
    assert (within.affiliations, shared.affiliations) == (("Clinic A",), ("Clinic B",))


@pytest.mark.parametrize(
    ("contrib", "name"),
    [
        ("<collab>The Salt Group<contrib-group><contrib><name><surname>Member</surname></name>"
         "</contrib></contrib-group></collab>", "The Salt Group"),
        ("<collab>on behalf of the Salt Group</collab>", "the Salt Group"),
        ("<string-name><given-names>Ana</given-names> <surname>Paz</surname></string-name>",
         "Ana Paz"),
        ("<string-name>Ana Paz</string-name>", "Ana Paz"),
        ("<name-alternatives><name name-style='eastern'><surname>李</surname>"
         "<given-names>娜</given-names></name></name-alternatives>", "李娜"),
        ("<name><surname>King</surname><given-names>M L</given-names><suffix>Jr</suffix></name>",
         "M L King Jr"),
    ],
)  # fmt: skip
def test_groups_and_names_in_every_form_are_authors(contrib: str, name: str) -> None:
    authors = read(
        f"<contrib-group><contrib contrib-type='author'>{contrib}</contrib></contrib-group>"
    ).authors
    assert [author.name for author in authors] == [name]


def test_an_author_who_is_named_twice_is_one() -> None:
    once = "<contrib contrib-type='author'><name><surname>A</surname></name></contrib>"
    assert len(read(f"<contrib-group>{once}{once}</contrib-group>").authors) == 1


@pytest.mark.parametrize(
    ("kind", "relation", "notice"),
    [
        ("correction", "corrected-article", "correction"),
        ("other", "retracted-article", "retraction"),
        ("expression-of-concern", "object-of-concern", "concern"),
        ("research-article", "companion", None),
    ],
)
def test_a_notice_says_what_it_does_to_which_article(kind: str, relation: str, notice) -> None:
    article = read(
        f'<related-article related-article-type="{relation}" ext-link-type="doi" '
        'xlink:href="https://doi.org/10.5555/demo.0"/>',
        article_type=kind,
    )
    assert [(link.type, link.href) for link in article.relations] == [(relation, "10.5555/demo.0")]
    assert (article.notice.kind if article.notice else None) == notice
    assert notice is None or article.notice.of == ("10.5555/demo.0",)


def test_a_withdrawn_article_is_known_by_its_title_or_its_relation() -> None:
    meta = "<title-group><article-title>RETRACTED: Salt cures</article-title></title-group>"
    by_title = read_jats(build_article(meta))
    by_relation = read(
        '<related-article related-article-type="retraction-forward" xlink:href="10.5555/r"/>'
    )
    assert (by_title.retracted, by_title.title) == (True, "Salt cures")
    assert by_relation.retracted and not read().retracted


def test_translations_of_title_and_abstract_are_kept_apart() -> None:
    meta = (
        "<title-group><article-title>Salt</article-title><trans-title-group xml:lang='pt'>"
        "<trans-title>Sal</trans-title></trans-title-group></title-group>"
        "<trans-abstract xml:lang='pt'><p>O sal.</p></trans-abstract>"
    )
    article = read_jats(build_article(meta))
    assert [(one.language, one.title, one.abstract) for one in article.translations] == [
        ("pt", "Sal", ("O sal.",))
    ]
    assert [block.text for block in article.blocks] == ["Salt raises blood pressure."]
