"""An editor without a desk corrects sentences: everywhere, for all time, told what the checks
think.
"""

import json
from pathlib import Path

import pytest

from pipelines.translation.backends.packages import install_package
from records.paths import PROJECT_ROOT, Paths
from records.record import Image
from services.translate import TranslateOptions, translate_pending
from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes
from store.translations.corrections import Correction, list_corrections

pytestmark = pytest.mark.dates
NOW = "2026-11-24T08:00:00Z"
TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
VITAMIN = "Vitamin D helps the body absorb calcium."
RIGHT = "维生素D有助于人体吸收钙。"
BODY = f"Wash your hands with soap and water for 20 seconds.\n{VITAMIN}"


@pytest.fixture
def home(shelf) -> Paths:
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    install_package(TINY, home.models)
    return home


def english(shelf, number: int, body: str = BODY, **fields: object) -> str:
    title = "Early diagnosis can save lives."
    return shelf.add(
        f"https://open.example/{number}", title, body, source="open", language="en", **fields
    )


@pytest.fixture
def uid(shelf, home: Paths) -> str:
    """A translated article with a wrong sentence, the third."""
    uid = english(shelf, 1)
    assert translate_pending(shelf.store, home, now=NOW).flagged == 1
    return uid


def test_the_sentences_are_listed_with_their_numbers_and_flags(ask, uid: str) -> None:
    lines = ask("correct", uid[:6]).out.splitlines()
    assert lines[4].startswith(f"   3  {VITAMIN}   [untranslated!]")
    assert lines[5].endswith("ium。")


def test_a_correction_changes_its_article_and_importers_hear_of_it(ask, shelf, uid: str) -> None:
    since = get_last_seq(shelf.store)
    done = ask("correct", uid, "3", RIGHT)
    assert (done.code, done.out, done.err) == (
        0,
        "correct: 1 new corrections, 0 said nothing new, 1 articles changed\n",
        "",
    )
    (change,) = iter_changes(shelf.store, since)
    assert change.article.body_zh.split("\n")[1] == RIGHT
    assert (change.article.translation, change.article.score) == ("ok", 1.0)
    assert "[corrected]" in ask("correct", uid).out
    assert (
        ask("correct", uid, "3", RIGHT).out
        == "correct: 0 new corrections, 1 said nothing new, 0 articles changed\n"
    )


def test_all_articles_now_and_later_have_it_without_a_decoder(
    ask, shelf, home: Paths, uid: str
) -> None:
    before = english(shelf, 2, f"{VITAMIN} Wash your hands with soap and water for 20 seconds.")
    translate_pending(shelf.store, home, now=NOW)
    assert ask("correct", uid, "3", RIGHT).out.endswith("2 articles changed\n")
    assert get_article(shelf.store, before).body_zh == f"{RIGHT}用肥皂和水洗手20秒。"
    later = english(shelf, 3)
    done = translate_pending(shelf.store, home, now=NOW)
    assert (done.done, done.decoded, done.remembered, done.flagged, done.review) == (1, 0, 3, 0, 0)
    assert get_article(shelf.store, later).body_zh.endswith(RIGHT)


def test_a_new_glossary_translates_again_and_keeps_the_correction(
    ask, shelf, home: Paths, uid: str
) -> None:
    ask("correct", uid, "3", RIGHT)
    assert translate_pending(shelf.store, home, TranslateOptions(again=True), now=NOW).done == 0
    assert ask("glossary", "add", "soap", "肥皂").code == 0
    again = translate_pending(shelf.store, home, TranslateOptions(again=True), now=NOW)
    assert (again.done, again.decoded, again.remembered) == (1, 2, 1)
    assert get_article(shelf.store, uid).body_zh.endswith(RIGHT)
    assert translate_pending(shelf.store, home, TranslateOptions(again=True), now=NOW).done == 0


def test_the_checks_speak_up_and_the_person_decides(ask, shelf, uid: str) -> None:
    done = ask("correct", uid, "2", "用肥皂和清水洗手30秒。")
    assert done.code == 0
    assert done.err.startswith("jianwen: number: 数字不符")
    assert get_article(shelf.store, uid).body_zh.startswith("用肥皂和清水洗手30秒。\n")
    assert "[number!, corrected]" in ask("correct", uid).out


def test_the_list_is_edited_and_handed_back(ask, shelf, uid: str, tmp_path: Path) -> None:
    lines = ask("correct", uid, "--json").out.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["checks"] for row in rows] == [[], [], ["untranslated!"]]
    rows[2]["target"] = RIGHT
    rows.append({"source": "A sentence from elsewhere.", "target": "别处的一句话。"})
    path = tmp_path / "edited.jsonl"
    path.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", "utf-8"
    )
    assert (
        ask("correct", "--jsonl", str(path)).out
        == "correct: 2 new corrections, 2 said nothing new, 1 articles changed\n"
    )
    assert {one.source: one.target for one in list_corrections(shelf.store)} == {
        VITAMIN: RIGHT,
        "A sentence from elsewhere.": "别处的一句话。",
    }
    assert RIGHT in ask("correct").out
    assert len(ask("correct", "--json").out.splitlines()) == 2


def test_what_a_kill_left_undone_is_finished_by_the_next_run(
    shelf, home: Paths, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.translations.corrections import add_correction

    add_correction(shelf.store, Correction(VITAMIN, RIGHT, "", NOW))  # and then the light went out
    assert translate_pending(shelf.store, home, now=NOW).corrected == 1
    assert get_article(shelf.store, uid).body_zh.endswith(RIGHT)


def test_what_a_picture_says_is_translated_shown_and_corrected(
    ask, shelf, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    pictures = (
        Image("https://open.example/a.png"),
        Image("https://open.example/b.png", "", VITAMIN),
        Image("https://open.example/c.png", "logo"),
    )
    uid = english(shelf, 5, images=pictures)
    assert translate_pending(shelf.store, home, now=NOW).sentences == 4
    assert get_article(shelf.store, uid).captions_zh == ("", "维生素D有助于人体吸收ium。", "")
    ask("correct", uid, "4", RIGHT)
    assert get_article(shelf.store, uid).captions_zh == ("", RIGHT, "")
    out = ask("show", uid).out
    assert f"│ {RIGHT}" in out[out.index("Pictures:") :]
    assert (
        json.loads(ask("show", uid, "--json", "--script", "hant").out)["captions_zh"][1]
        == "維生素D有助於人體吸收鈣。"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["UID", "9", "字"], "has 3 sentences"),
        (["UID", "1"], "write `jianwen correct UID NUMBER TEXT`"),
        (["UID", "1", "  "], "write `jianwen correct UID NUMBER TEXT`"),
        (["UID", "1", "\udce4"], "half characters"),
        (["UID", "x", "字"], "NUMBER"),
        (["ffff"], "no article is called"),
    ],
)
def test_a_slip_is_one_line(ask, uid: str, words: list[str], said: str) -> None:
    done = ask("correct", *(uid if word == "UID" else word for word in words))
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert said in done.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no json", "line 2 is no JSON"),
        ('{"source": 1}', 'line 2 needs "source"'),
        ('["a"]', "line 2 needs"),
        ('{"source": "x"}', "needs both texts"),
    ],
)
def test_a_faulty_line_corrects_nothing(
    ask, shelf, uid: str, tmp_path: Path, line: str, said: str
) -> None:
    path = tmp_path / "faulty.jsonl"
    path.write_text(json.dumps({"source": VITAMIN, "target": RIGHT}) + f"\n{line}\n", "utf-8")
    done = ask("correct", "--jsonl", str(path))
    assert (done.code, done.err.count("\n"), list_corrections(shelf.store)) == (2, 1, [])
    assert said in done.err
    assert "nothing was corrected" in done.err


def test_an_article_without_a_translation_has_nothing_to_correct(ask, shelf, home: Paths) -> None:
    uid = english(shelf, 6)
    assert "no translation that lists its sentences" in ask("correct", uid).err
