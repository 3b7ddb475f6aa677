"""Claims about journals' articles on their way through the stages: kept whole, or told by name."""

from pipelines.documents.formats import JATS_MEDIA
from pipelines.stages.clean import clean
from pipelines.stages.extract import extract
from records.reasons import Reason
from records.record import Record
from records.verdict import Drop, Quarantine
from tests.pipelines.documents.jats.articles import build_article, build_meta

FRONT = build_meta(
    "<contrib-group><contrib><name><surname>Li</surname><given-names>Na</given-names></name>"
    "</contrib></contrib-group><pub-date pub-type='epub'><day>7</day><month>4</month>"
    "<year>2021</year></pub-date><permissions><license xlink:href="
    "'https://creativecommons.org/licenses/by/4.0/'/></permissions>"
    "<kwd-group><kwd>salt</kwd></kwd-group>"
)
BODY = (
    "<p>Share this: salt raises blood pressure to 9 &#215; 10<sup>9</sup>/L of nothing.</p>"
    "<p>Related articles</p><p>Read more</p>"
)


def refine(fetched, kit, text: str):
    return extract(fetched(text, text=text, form="document", media=JATS_MEDIA), kit)


def test_its_fields_come_from_the_front_and_no_text_is_cut(fetched, reading_kit) -> None:
    record = refine(fetched, reading_kit, build_article(FRONT, BODY, article_type="letter"))
    assert isinstance(record, Record)
    assert (record.title, record.published, record.authors, record.outlet, record.licence) == (
        "Salt and blood pressure",
        "2021-04-07",
        ("Na Li",),
        "Journal of Salt",
        "CC-BY-4.0",
    )
    assert (record.tags, record.language_hint) == (("salt",), "en")
    cleaned = clean(record, reading_kit)
    assert cleaned.body.split("\n") == [
        "Share this: salt raises blood pressure to 9 × 10⁹/L of nothing.",
        "Related articles",
        "Read more",
    ]


def test_a_withdrawn_article_is_dropped_with_its_notice(fetched, reading_kit) -> None:
    forward = '<related-article related-article-type="retraction-forward" xlink:href="10.5/r"/>'
    dropped = refine(fetched, reading_kit, build_article(build_meta(forward)))
    assert isinstance(dropped, Drop)
    assert (dropped.reason, dropped.detail) == (Reason.RETRACTED, "the notice is 10.5/r")


def test_broken_and_empty_articles_are_told_by_name(fetched, reading_kit) -> None:
    broken = refine(fetched, reading_kit, "<article><front></article>")
    assert isinstance(broken, Quarantine) and broken.reason == Reason.BROKEN_DOCUMENT
    empty = refine(fetched, reading_kit, build_article(body=""))
    assert isinstance(empty, Drop) and empty.reason == Reason.NO_TEXT
