"""Out of an index of packages the newest one of a pair is chosen, and nothing of the index is
believed.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.translation.backends.package_index import find_newest_offer
from records.errors import ModelError

URL = "https://mirror.example/argos/index.json"


def entry(
    version: str = "1.9",
    source: str = "en",
    target: str = "zh",
    links: object = ("p.argosmodel",),
    **more: object,
) -> dict[str, object]:
    return {
        "package_version": version,
        "from_code": source,
        "to_code": target,
        "links": links,
        **more,
    }


def offered(*entries: object) -> bytes:
    return json.dumps(entries).encode()


def test_the_newest_is_chosen_by_number_with_its_links() -> None:
    index = offered(
        entry("1.9"),
        entry("1.10", links=["https://data.example/p.argosmodel", "ipfs://Qm"]),
        entry("9.0", target="zt"),
    )
    offer = find_newest_offer(index, URL, "en", "zh")
    assert (offer.version, offer.name) == ("1.10", "translate-en_zh-1.10.argosmodel")
    assert offer.links == ("https://data.example/p.argosmodel",)


def test_links_may_be_relative_so_that_a_mirror_is_a_folder() -> None:
    index = offered(entry(links=["p.argosmodel", "/q", "//data.example/r"]))
    assert find_newest_offer(index, URL, "en", "zh").links == (
        "https://mirror.example/argos/p.argosmodel",
        "https://mirror.example/q",
        "https://data.example/r",
    )


@pytest.mark.parametrize(
    "useless",
    [
        entry(links=[]),
        entry(links=None),
        entry(links="p"),
        entry(links=[1]),
        entry(links=["ipfs://Qm"]),
        entry(links=["http://[half"]),
        entry("../../1"),
        entry(""),
        entry(type="sbd"),
        {"from_code": "en", "to_code": "zh"},
    ],
)
def test_an_entry_that_gives_nothing_to_fetch_is_passed_over(useless: dict[str, object]) -> None:
    assert find_newest_offer(offered(useless, entry("1.0")), URL, "en", "zh").version == "1.0"
    with pytest.raises(ModelError, match="offers no package from en to zh"):
        find_newest_offer(offered(useless), URL, "en", "zh")


NO_INDEX = {
    "not JSON": [b"<html>Not found</html>", b"", b"\xff\xfe", b"[" * 100_000],
    "not a list of packages": [b"{}", b"[1]", b'"x"', b"null"],
}


@pytest.mark.parametrize(
    ("said", "index"),
    [(said, index) for said, each in NO_INDEX.items() for index in each],
    ids=repr,
)
def test_what_is_no_index_is_refused_in_one_line(said: str, index: bytes) -> None:
    with pytest.raises(ModelError, match=f"{URL} is no index of translation packages: {said}"):
        find_newest_offer(index, URL, "en", "zh")


def test_a_pair_that_is_not_there_is_told_with_what_is() -> None:
    index = offered(
        entry(source="fr", target="en"),
        entry(source="en", target="de"),
        entry(source="en", target="\x1b[2Jevil"),
    )
    with pytest.raises(ModelError, match=r"from fr to zh; it has fr en$"):
        find_newest_offer(index, URL, "fr", "zh")
    with pytest.raises(ModelError, match="it has none from ja and none to ko"):
        find_newest_offer(index, URL, "ja", "ko")


KEYS = ["from_code", "to_code", "links", "package_version", "type"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS), inner),
    )
)
def test_any_json_is_an_offer_or_a_clear_refusal(value: object) -> None:
    index = (
        json.dumps(value)
        .replace('"from_code": null', '"from_code": "en"')
        .replace('"to_code": null', '"to_code": "zh"')
    )
    try:
        offer = find_newest_offer(index.encode(), URL, "en", "zh")
    except ModelError as error:
        assert "\n" not in str(error)
    else:
        assert offer.links
        assert "/" not in offer.name
