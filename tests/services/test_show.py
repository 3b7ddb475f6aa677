"""What `jianwen show` reads, as a web app calls it."""

import pytest

from records.errors import StoreError, UsageError
from records.paths import Paths
from services.show import read_shown_article

OPEN, UNKNOWN = "https://open.example/1", "https://nobody.example/2"


@pytest.fixture
def home(shelf) -> Paths:
    shelf.add(OPEN, "洗手", "勤洗手。", source="open")
    shelf.add(UNKNOWN, "吃饭", "按时吃饭。", source="unknown")
    return Paths.of({"JIANWEN_HOME": str(shelf.home)})


def test_an_article_comes_with_its_history(home) -> None:
    shown = read_shown_article(home, OPEN)
    assert shown.article.body == "勤洗手。"
    assert shown.as_dict()["provenance"]["seqs"] == shown.history.seqs
    assert read_shown_article(home, shown.article.uid[:8]).article == shown.article


def test_what_the_rights_do_not_allow_is_not_even_read(home) -> None:
    shown = read_shown_article(home, UNKNOWN, with_linked=True)
    assert (shown.article.title, shown.article.body, shown.article.words) == ("吃饭", "", ())
    assert (shown.history.removed, list(shown.linked)) == ((), [])


def test_what_is_not_there_is_an_error_of_ours(home, tmp_path) -> None:
    with pytest.raises(UsageError, match="no article is called 'nowhere'"):
        read_shown_article(home, "nowhere")
    with pytest.raises(StoreError, match="there is no store yet"):
        read_shown_article(Paths.of({"JIANWEN_HOME": str(tmp_path / "empty")}), OPEN)
