"""A walk through a document comes by every entry, keeps none, survives every fault."""

from pathlib import Path

import pytest

from records.announcement import UnreadableEndpoint
from text.xml.elements import get_inner_text
from text.xml.faults import FaultLog
from text.xml.stream import EntryStream

ROOTS = {"rss": frozenset(("item",)), "item": frozenset(("item",))}


def walked(text: str, size: int = 0) -> tuple[list[tuple[int, str]], tuple[str, ...]]:
    faults = FaultLog()
    parts = [text[at : at + size] for at in range(0, len(text), size)] if size else [text]
    walk = EntryStream(iter(parts), ROOTS, "a feed", faults)
    return [
        (number, get_inner_text(element)) for number, element in walk.entries(frozenset(("link",)))
    ], faults.words


MISMATCH = "not well-formed: Opening and ending tag mismatch: item line 1 and itm"
CASES = [
    ("<rss><item>1</item><item>2</item></rss>", [(0, "1"), (1, "2")], ()),
    ("<rss><link>x</link><item>1</item></rss>", [(-1, "x"), (0, "1")], ()),
    ("<rss><item>1<item>2</item></item></rss>", [(1, "2"), (0, "1")], ()),
    ("<rss><item>1</item><item>2", [(0, "1"), (1, "2")], ("cut off before its end",)),
    (
        "<rss><item>1</itm></item><item>2</itm></item><item>3</item></rss>",
        [(0, "1"), (1, "2"), (2, "3")],
        (MISMATCH,),
    ),
    ("<rss></rss></rss><item>1</item>", [(0, "1")], None),
    ("<rss><item>1<b / <a>2</a></item><item>3</item></rss>", [(1, "3"), (0, "1/ 2")], None),
    ("<rss/><item>1</item>", [(0, "1")], None),
    ("<rss a='>'></rss><item>1</item>", [(0, "1")], None),
    ("<rss></rss>rubbish<b>", [], ("not well-formed: Extra content at the end of the document",)),
    ("<item>1</item>", [(0, "1")], ()),
]


@pytest.mark.parametrize(("text", "entries", "faults"), CASES)
@pytest.mark.parametrize("size", [0, 1, 5])
def test_every_entry_comes_whatever_is_broken_around_it(text, entries, faults, size):
    found = walked(text, size)
    assert found[0] == entries
    if faults is not None and not size:
        assert found[1] == faults


def test_entries_that_nobody_closed_all_come():
    found, faults = walked("<rss>" + "".join(f"<item><a>{n}</a>" for n in range(1_000)))
    assert sorted(found) == [(n, str(n)) for n in range(1_000)]
    assert faults == ("not well-formed: elements are not closed", "cut off before its end")


def test_levels_without_number_cost_no_other_entry():
    found, faults = walked(
        "<rss><item>1</item><item>" + "<a>" * 500 + "</item><item>3</item></rss>"
    )
    assert found == [(0, "1"), (1, ""), (2, "3")]
    assert faults[0] == "not well-formed: elements are not closed"


def test_a_text_of_ten_million_characters_costs_no_other_entry():
    found, faults = walked(
        "<rss><item>1</item><item>" + "x" * 10_500_000 + "</item><item>3</item></rss>", 65_536
    )
    assert (found[0], found[-1]) == ((0, "1"), (2, "3"))
    assert "Resource limit" in faults[0]


def test_an_entry_with_elements_without_number_keeps_its_first(monkeypatch):
    monkeypatch.setattr("text.xml.stream.ENTRY_ELEMENTS", 10)
    found, faults = walked(
        "<rss><item><b>1</b>" + "<a>2</a>" * 500 + "</item><item>3</item></rss>", 100
    )
    assert len(found) == 2
    assert found[0][1].startswith("12222")
    assert len(found[0][1]) < 20
    assert faults == ("an entry holds more than 10 elements; the rest of it is dropped",)


def test_a_document_with_elements_without_number_ends(monkeypatch):
    monkeypatch.setattr("text.xml.stream.DOCUMENT_ELEMENTS", 100)
    found, faults = walked("<rss>" + "<item>1</item>" * 300 + "</rss>", 50)
    assert 90 < len(found) < 150
    assert faults[0] == "holds more than 100 elements; the rest is left out"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html><body>404</body></html>", "a web page came instead of a feed"),
        ("<!DOCTYPE html><p>x", "a web page came instead of a feed"),
        ("<script>$_ts</script>", "a web page came instead of a feed"),
        ("<opml/>", "<opml> came instead of a feed"),
        ("words", "no XML element was found where a feed should be"),
        ("<", "no XML element was found where a feed should be"),
        ("<!DOCTYPE html>", "no XML element was found where a feed should be"),
    ],
)
def test_what_came_instead_is_named(text, message):
    with pytest.raises(UnreadableEndpoint) as raised:
        walked(text)
    assert str(raised.value) == message


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(12))
    + "]>"
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB + "<rss><item>x&m;</item></rss>",
        '<!DOCTYPE r [<!ENTITY big "'
        + "a" * 100_000
        + '">]><rss><item>'
        + "&big;" * 4
        + "</item></rss>",
        '<!DOCTYPE r [<!ENTITY xx SYSTEM "file:///etc/passwd">]><rss><item>x&xx;</item></rss>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><rss><item>x&xx;</item></rss>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><rss><item>x</item></rss>',
    ],
    ids=["billion laughs", "quadratic", "file", "DTD", "parameter"],
)
def test_no_entity_is_loaded_or_expanded(text):
    ((_, said),) = walked(text)[0]
    assert len(said) < 30
    assert "root:" not in said


def test_an_inclusion_of_a_file_stays_a_word(tmp_path: Path):
    (tmp_path / "secret.txt").write_text("geheim", "utf-8")
    include = f'<xi:include href="{tmp_path}/secret.txt" parse="text"/>'
    assert walked(f'<rss xmlns:xi="http://www.w3.org/2001/XInclude"><item>{include}x</item></rss>')[
        0
    ] == [(0, "x")]


def test_what_is_behind_is_forgotten():
    walk = EntryStream(
        iter(["<rss>" + "<a>x</a>" * 50 + "<item>1</item>" * 50 + "</rss>"]),
        ROOTS,
        "a feed",
        FaultLog(),
    )
    sizes = [len(element.getparent()) for _, element in walk.entries()]
    assert len(sizes) == 50
    assert max(sizes) <= 101
