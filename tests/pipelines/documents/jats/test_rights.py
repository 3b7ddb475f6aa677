"""Claims about the licence of a JATS article, wherever its publisher put it."""

import pytest

from pipelines.documents.jats.read import read_jats
from tests.pipelines.documents.jats.articles import build_article, build_meta

ALI = 'xmlns:ali="http://www.niso.org/schemas/ali/1.0/"'
BY = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("licence", "id", "url"),
    [
        (f'<license xlink:href="{BY}"><license-p>Free.</license-p></license>', "CC-BY-4.0", BY),
        ('<license xlink:href="http://creativecommons.org/licenses/by-nc/3.0"/>', "CC-BY-NC-3.0",
         "https://creativecommons.org/licenses/by-nc/3.0/"),
        (f"<license><ali:license_ref {ALI}>{BY}legalcode</ali:license_ref></license>",
         "CC-BY-4.0", BY),
        (f"<license><license-p>See <ext-link xlink:href='{BY}'>here</ext-link>.</license-p>"
         "</license>", "CC-BY-4.0", BY),
        ("<license><p>under the Creative Commons Attribution License</p></license>", "CC-BY", ""),
        ("<license><p>All rights reserved.</p></license>", "all-rights-reserved", ""),
        ("<license><p>Ask the society.</p></license>", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_licence_is_found_in_every_place_and_nothing_is_added(licence, id, url) -> None:
    stated = read_jats(build_article(build_meta(f"<permissions>{licence}</permissions>"))).licence
    assert (stated.id, stated.url) == (id, url)


def test_of_two_licences_the_one_that_allows_less_counts() -> None:
    licence = (
        f'<permissions><license xlink:href="{BY}"/><license '
        'xlink:href="https://creativecommons.org/licenses/by-nd/4.0/"/></permissions>'
    )
    assert read_jats(build_article(build_meta(licence))).licence.id == "CC-BY-ND-4.0"


def test_holder_and_words_are_kept_as_received() -> None:
    stated = read_jats(
        build_article(
            build_meta(
                "<permissions><copyright-statement>© 2024 The Authors</copyright-statement>"
                "<copyright-holder>The Authors</copyright-holder>"
                "<license><license-p>Ask the <italic>society</italic>.</license-p></license>"
                "</permissions>"
            )
        )
    ).licence
    assert (stated.holder, stated.statement, stated.text) == (
        "The Authors",
        "© 2024 The Authors",
        "Ask the society.",
    )
