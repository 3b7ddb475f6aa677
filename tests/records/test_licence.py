"""Licences are read from what pages and feeds write about them, and never as allowing more than
they do.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.licence import (
    LICENCE_EXAMPLES,
    UsualRights,
    allows_translation,
    find_strictest_licence,
    forbids_derivatives,
    get_usual_rights,
    parse_licence,
)

WRITTEN = {
    "https://creativecommons.org/licenses/by-nc-nd/4.0/": "CC-BY-NC-ND-4.0",
    "http://creativecommons.org/licenses/by-nc-nd/4.0/deed.zh": "CC-BY-NC-ND-4.0",
    "//creativecommons.org/licenses/by-sa/4.0/legalcode.zh-Hans": "CC-BY-SA-4.0",
    "https://creativecommons.org/licenses/by-nc-sa/3.0/igo/": "CC-BY-NC-SA-3.0-IGO",
    "http://creativecommons.org/licenses/by/2.5/cn/deed.zh": "CC-BY-2.5-CN",
    "http://creativecommons.org/licenses/by/4.0/rdf": "CC-BY-4.0",
    "http://creativecommons.org/licenses/by-nd-nc/1.0": "CC-BY-NC-ND-1.0",
    "https://creativecommons.org/licenses/by-nd": "CC-BY-ND",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
    "https://creativecommons.org/publicdomain/mark/1.0/": "public-domain",
    "http://creativecommons.org/licenses/publicdomain/": "public-domain",
    "CC BY-NC-ND 4.0": "CC-BY-NC-ND-4.0",
    "cc by-nc": "CC-BY-NC",
    "cc-by": "CC-BY",
    "CC_BY_NC_ND": "CC-BY-NC-ND",
    "CC BY, NC, ND": "CC-BY-NC-ND",
    "CC BY-NC-SA 3.0 IGO": "CC-BY-NC-SA-3.0-IGO",
    "cc0": "CC0-1.0",
    "CC0-1.0": "CC0-1.0",
    "Licensed under a Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International "
    "License.": ("CC-BY-NC-ND-4.0"),
    "Creative Commons Attribution, Non-Commercial and No Derivatives": "CC-BY-NC-ND",
    "Creative Commons Attribution 3.0 IGO": "CC-BY-3.0-IGO",
    "本作品采用知识共享 署名-非商业性使用-禁止演绎 4.0 国际许可协议": "CC-BY-NC-ND-4.0",
    "知识共享署名—相同方式共享 3.0": "CC-BY-SA-3.0",
    "Open Government Licence v3.0": "OGL-UK-3.0",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/": "OGL-UK-2.0",
    "This work is in the public domain.": "public-domain",
    "© 2026 Example. All Rights Reserved.": "all-rights-reserved",
    "版权所有 未经授权不得转载": "all-rights-reserved",
}


@pytest.mark.parametrize(("text", "licence"), WRITTEN.items())
def test_a_licence_is_read_however_it_is_written(text, licence):
    assert parse_licence(text) == licence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://www.example.org/terms",
        "free as in beer",
        "accba by",
        "attribution 4.0",
        "BY-ND",
        "CC BYE",
        "contract",
        "per-article",
    ],
)
def test_what_names_no_known_licence_names_none(text):
    assert parse_licence(text) == ""


@pytest.mark.parametrize("licence", LICENCE_EXAMPLES[:-2])
def test_a_name_of_a_licence_stays_as_it_is(licence):
    assert parse_licence(licence) == licence


@pytest.mark.parametrize(
    ("licence", "full_text", "translate"),
    [
        ("public-domain", "public", True),
        ("CC0-1.0", "public", True),
        ("CC-BY-4.0", "public", True),
        ("CC-BY", "public", True),
        ("CC-BY-SA-2.5-CN", "public", True),
        ("CC-BY-NC-4.0", "internal", True),
        ("CC-BY-NC-SA-3.0-IGO", "internal", True),
        ("CC-BY-ND-4.0", "public", False),
        ("CC-BY-NC-ND", "internal", False),
        ("OGL-UK-3.0", "public", True),
        ("all-rights-reserved", "internal", False),
        ("per-article", "internal", True),
        ("contract", "none", False),
        ("MIT", "none", False),
        ("CC-BY-4.0 or so", "none", False),
    ],
)
def test_each_licence_has_its_usual_rights_and_an_unknown_one_none(licence, full_text, translate):
    assert get_usual_rights(licence) == UsualRights(full_text, translate)
    assert allows_translation(licence) is translate


def test_of_several_licences_the_one_that_allows_least_counts():
    assert (
        find_strictest_licence(["CC BY 4.0", "see our terms", "CC BY-NC-ND 4.0"])
        == "CC-BY-NC-ND-4.0"
    )
    assert find_strictest_licence(["CC BY-NC 4.0", "CC0"]) == "CC-BY-NC-4.0"
    assert find_strictest_licence(["our terms", ""]) == find_strictest_licence([]) == ""


def test_only_licences_without_derivatives_forbid_them():
    licences = {*WRITTEN.values(), *LICENCE_EXAMPLES}
    assert {licence for licence in licences if forbids_derivatives(licence)} == {
        licence for licence in licences if "-ND" in licence
    }


@given(st.text())
def test_any_text_names_a_licence_or_none(text):
    licence = parse_licence(text)
    assert licence == "" or parse_licence(licence) == licence


KINDS = st.permutations(["nc", "nd", "sa"]).flatmap(
    lambda words: st.integers(0, 3).map(lambda size: words[:size])
)


@given(
    KINDS,
    st.sampled_from(["-", " ", "_", "/", " - "]),
    st.sampled_from(["", " 4.0", "-3.0"]),
    st.sampled_from([str.upper, str.lower]),
)
def test_no_restriction_is_lost_whatever_stands_between_the_letters(kinds, between, version, case):
    licence = parse_licence("see " + case(between.join(["cc", "by", *kinds])) + version + ".")
    assert ("nc" in kinds, "nd" in kinds) == ("-NC" in licence, "-ND" in licence)
