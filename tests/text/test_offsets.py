"""Claims about words and their places: they come back exactly, or it is said that they are of
another text.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.offsets import locate_words

PARTS = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=("Z", "Cc")), min_size=1, max_size=4),
        st.sampled_from(["", " ", "\n", "\u3000"]),
    )
)


@given(PARTS)
def test_every_word_is_found_where_it_stood(parts):
    text, places = " ", []
    for word, gap in parts:
        places.append((word, len(text), len(text) + len(word)))
        text += word + gap
    assert list(locate_words(text, [word for word, _ in parts])) == places


def test_a_word_spelt_otherwise_keeps_its_place():
    assert list(locate_words("騰訊 與", ["腾讯", "与"], same_spelling=False)) == [
        ("腾讯", 0, 2),
        ("与", 3, 4),
    ]


@pytest.mark.parametrize("words", [["高血"], ["血压", "高"], ["血压", "血压"]])
def test_words_of_another_text_are_refused(words):
    with pytest.raises(ValueError, match="does not stand at character"):
        list(locate_words("血压", words))
