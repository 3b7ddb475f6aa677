"""Claims about parsing JATS: no DTD, no entity of the document's own, clear errors."""

import pytest

from pipelines.documents.jats.elements import JatsError, find_doi, parse_jats
from pipelines.documents.jats.read import read_jats
from tests.pipelines.documents.jats.articles import build_article

BOMB = (
    '<!DOCTYPE article [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


def test_an_entity_of_the_document_is_never_resolved() -> None:
    text = build_article(body="<p>Salt &b; &c;</p>").split("?>", 1)[1]
    text = BOMB + text[text.index("<article") :]
    (block,) = read_jats(text).blocks
    assert block.text == "Salt &b; &c;"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_document_is_read_in_its_encoding(encoding: str) -> None:
    document = build_article(body="<p>Überdosis – 5 µg</p>")
    if encoding == "utf-16":
        document = document.replace("UTF-8", "UTF-16")
    assert read_jats(document.encode(encoding)).blocks[0].text == "Überdosis – 5 µg"


def test_an_article_in_an_envelope_is_found() -> None:
    inner = build_article().split("?>", 1)[1]
    inner = inner[inner.index("<article") :]
    envelope = f"<OAI-PMH xmlns='http://oai.example/'><record>{inner}</record></OAI-PMH>"
    assert read_jats(envelope).title == "Salt and blood pressure"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("<article><front></article>", "broken XML"),
        ("", "broken XML"),
        ("<rss/>", "no JATS: the first element is <rss>"),
        ("<article><front/></article>", "<article-meta> is missing"),
        ("<article><front><article-meta/></front></article>", "neither title nor text"),
        ("<article>" + "<sec>" * 100_000, "broken XML"),
    ],
)
def test_what_is_no_article_is_named(document: str, words: str) -> None:
    with pytest.raises(JatsError, match=words):
        read_jats(document)


def test_broken_xml_is_told_with_its_line() -> None:
    with pytest.raises(JatsError, match="line 3"):
        parse_jats("<article>\n<front>\n</body>")


@pytest.mark.parametrize(
    ("meta", "doi"),
    [
        ('<article-id pub-id-type="doi">10.5555/Demo.1</article-id>', "10.5555/demo.1"),
        ("<article-id  pub-id-type = 'doi' >\n doi: 10.5555/x</article-id>", ""),
        ('<article-id pub-id-type="pmid">123456</article-id>', ""),
    ],
)
def test_a_doi_is_read_from_the_front_as_dois_are_compared(meta: str, doi: str) -> None:
    assert find_doi(build_article(meta).encode()) == doi
