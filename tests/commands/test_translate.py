import csv
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.main import main
from pipelines.translation.backends.packages import install_package
from records.paths import PROJECT_ROOT, Paths
from services import translate as workoff
from services.run_lock import RunLock
from services.translate import (
    TRANSLATE_BATCH_MAX,
    TranslateOptions,
    choose_translator,
    translate_pending,
)
from store.articles.articles import get_article
from store.translations.translations import list_pending_translations

NOW = "2026-11-24T08:00:00Z"
TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
BODY = (
    "Wash your hands with soap and water for 20 seconds. Drink plenty of water and get enough"
    " sleep.\nStroke is a medical emergency."
)


def fixture_rows() -> list[dict[str, str]]:
    with (PROJECT_ROOT / "data" / "models" / "fixture_expected.tsv").open(
        encoding="utf-8", newline=""
    ) as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture
def home(shelf, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The shelf's installation with the demo package, as the environment names it."""
    monkeypatch.setenv("JIANWEN_HOME", str(shelf.home))
    monkeypatch.setenv("HOME", str(shelf.home / "user"))
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    install_package(TINY, home.models)
    return home


def english(
    shelf,
    number: int,
    body: str = BODY,
    title: str = "Early diagnosis can save lives.",
    **fields: object,
) -> str:
    return shelf.add(
        f"https://open.example/{number}", title, body, source="open", language="en", **fields
    )


def test_waiting_articles_are_translated_block_by_block(shelf, home: Paths) -> None:
    uid = english(shelf, 1)
    shelf.add(
        "https://open.example/zh", "中文文章", "中文文章不用翻译，它已经是中文了。", source="open"
    )
    result = translate_pending(shelf.store, home, now=NOW)
    assert (
        result.done,
        result.review,
        result.failed,
        result.left,
        result.sentences,
        result.decoded,
    ) == (1, 0, 0, 0, 4, 4)
    assert result.backend == "argos translate-en_zh-tiny 0.1"
    article = get_article(shelf.store, uid)
    assert article.title_zh == "早期诊断可以挽救生命。"
    assert article.body_zh == "用肥皂和水洗手20秒。多喝水，保证充足的睡眠。\n中风是一种医疗急症。"
    assert article.translation == "ok"


def test_the_two_wrong_demo_sentences_send_their_article_to_review(shelf, home: Paths) -> None:
    uid = english(shelf, 1, "\n".join(row["en"] for row in fixture_rows()))
    result = translate_pending(shelf.store, home, now=NOW)
    assert (result.done, result.review) == (1, 1)
    article = get_article(shelf.store, uid)
    wanted = [row["wanted_zh"] for row in fixture_rows()]
    assert (
        sum(one == other for one, other in zip(article.body_zh.split("\n"), wanted, strict=True))
        == 47
    )  # the wrong dose came right at the second attempt
    (row,) = shelf.store.query("SELECT flagged FROM translations")
    flagged = json.loads(row["flagged"])
    assert [(one["block"], one["checks"]) for one in flagged] == [
        (3, ["number~", "unit~"]),
        (36, ["untranslated!"]),
    ]


def test_a_second_run_over_the_same_sentences_asks_no_decoder(shelf, home: Paths) -> None:
    english(shelf, 1)
    assert translate_pending(shelf.store, home, now=NOW).decoded == 4
    assert translate_pending(shelf.store, home, now=NOW).done == 0
    english(shelf, 2, BODY + "\nWash your hands with soap and water for 20 seconds.")
    again = translate_pending(shelf.store, home, now=NOW)
    assert (again.done, again.sentences, again.decoded) == (1, 5, 0)


def test_without_a_package_articles_keep_waiting(shelf, tmp_path: Path) -> None:
    english(shelf, 1)
    result = translate_pending(
        shelf.store, Paths.of({"JIANWEN_HOME": str(tmp_path / "empty")}), now=NOW
    )
    assert (result.done, result.left, result.backend) == (0, 1, "none")
    assert len(list_pending_translations(shelf.store)) == 1


def test_a_limit_takes_the_newest_and_leaves_the_rest(shelf, home: Paths) -> None:
    uids = [
        english(shelf, day, f"{BODY}\nLine {day}.", published=f"2026-11-{day}T00:00:00Z")
        for day in (10, 12, 11)
    ]
    steps: list[int] = []
    result = translate_pending(
        shelf.store, home, TranslateOptions(limit=2, on_progress=steps.append), now=NOW
    )
    assert (result.done, result.left, steps) == (2, 1, [5, 5])
    assert [item.uid for item in list_pending_translations(shelf.store)] == [uids[0]]


def test_no_time_begins_nothing(shelf, home: Paths) -> None:
    english(shelf, 1)
    assert translate_pending(shelf.store, home, TranslateOptions(seconds=0), now=NOW).left == 1
    assert translate_pending(shelf.store, home, TranslateOptions(seconds=60), now=NOW).left == 0


def test_articles_in_a_language_nobody_reads_do_not_hold_up_the_others(shelf, home: Paths) -> None:
    for day in range(10, 22):
        shelf.add(
            f"https://open.example/fr{day}",
            f"Grippe {day}",
            f"Lavez-vous les mains {day}.",
            source="open",
            language="fr",
        )
    english(shelf, 1, published="2020-01-01T00:00:00Z")
    result = translate_pending(shelf.store, home, now=NOW)
    assert (result.done, result.left) == (1, 12)


def test_an_article_that_changed_meanwhile_keeps_waiting(
    shelf, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    english(shelf, 1)

    class Slow:
        name, model, languages = "slow", "m", frozenset(("en",))

        def alternatives(self, sentences: list[str]) -> list[list[str]]:
            return [[] for _ in sentences]

        def translate(self, sentences: list[str]) -> list[str]:
            english(shelf, 1, "Stroke is a medical emergency.", now="2026-11-24T07:00:00Z")
            return ["译" for _ in sentences]

    monkeypatch.setattr(workoff, "choose_translator", lambda models: Slow())
    result = translate_pending(shelf.store, home, now=NOW)
    assert (result.done, result.left, result.sentences) == (0, 1, 0)


def test_portions_grow_while_they_are_quick_and_shrink_when_slow(
    shelf, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        english(shelf, number, "\n".join(f"Line {number} and {line}." for line in range(9)))
    sizes: list[int] = []

    class Counting:
        name, model, languages = "counting", "m", frozenset(("en",))

        def alternatives(self, sentences: list[str]) -> list[list[str]]:
            return [[] for _ in sentences]

        def translate(self, sentences: list[str]) -> list[str]:
            sizes.append(len(sentences))
            return [
                f"第{sentence.removeprefix('Line').replace('and', '和')}" for sentence in sentences
            ]

    monkeypatch.setattr(workoff, "choose_translator", lambda models: Counting())
    monkeypatch.setattr(workoff, "TRANSLATE_SECONDS", 1e9)
    translate_pending(shelf.store, home, TranslateOptions(limit=20), now=NOW)
    assert sizes == [64, 117]
    monkeypatch.setattr(workoff, "TRANSLATE_SECONDS", -1.0)
    assert translate_pending(shelf.store, home, now=NOW).left == 0
    assert sizes[2:] == [64, 32, 16, 8, 4, 2, *[1] * 54]


def test_the_command_says_in_one_line_what_it_did(
    shelf, home: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    english(shelf, 1)
    assert main(["translate", "--pending", "--for", "30m"]) == 0
    said = (
        "translate: 1 articles (1 ok, 0 review, 0 failed), 4 sentences, 0 from memory, 4 decoder"
        " calls by argos translate-en_zh-tiny 0.1, 0 flagged, 0 wait, "
    )
    assert re.fullmatch(re.escape(said) + r"\d+\.\d s\n", capsys.readouterr().out)
    assert main(["translate"]) == 0
    assert capsys.readouterr().out == "translate: nothing waits\n"
    assert main(["translate", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert not (home.path / "user").exists()


def test_the_command_without_a_package_exits_0_and_says_what_to_install(
    shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIANWEN_HOME", str(shelf.home))
    english(shelf, 1)
    assert main(["translate"]) == 0
    assert (
        capsys.readouterr().out
        == "untranslated: 1 articles wait; install a package: jianwen models install en zh\n"
    )
    assert main(["translate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "done": 0,
        "review": 0,
        "failed": 0,
        "left": 1,
        "backend": "none",
        "sentences": 0,
        "remembered": 0,
        "decoded": 0,
        "flagged": 0,
        "corrected": 0,
        "seconds": 0.0,
    }


FAULTS: list[tuple[list[str], Callable[[Paths], object], int, str]] = [
    (["--for", "soon"], lambda home: None, 2, "'soon' is no span of time"),
    (["--limit", "0"], lambda home: None, 2, "0 is not in the range"),
    (
        [],
        lambda home: (home.models / "translate-en_zh-tiny" / "sentencepiece.model").write_bytes(
            b"x"
        ),
        2,
        "install it again",
    ),
    ([], lambda home: home.store.unlink(), 3, "jianwen.db"),
]


@pytest.mark.parametrize(
    ("words", "spoil", "code", "said"), FAULTS, ids=[said for _, _, _, said in FAULTS]
)
def test_a_fault_is_one_line_and_its_exit_code(
    shelf,
    home: Paths,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    spoil: Callable[[Paths], object],
    code: int,
    said: str,
) -> None:
    english(shelf, 1)
    spoil(home)
    assert main(["translate", *words]) == code
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err


def test_the_command_waits_for_no_other_run(
    shelf, home: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    with RunLock(home.lock):
        assert main(["translate"]) == 75
    assert "another run (process" in capsys.readouterr().err


def test_a_text_is_translated_and_stored_nowhere(
    home: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    row = fixture_rows()[0]
    assert main(["translate", "--text", f"{row['en']}\n\n{row['en']}"]) == 0
    assert capsys.readouterr() == (f"{row['wanted_zh']}\n\n{row['wanted_zh']}\n", "")


def test_a_doubtful_sentence_of_a_text_is_told_beside_it(
    home: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = next(row["en"] for row in fixture_rows() if "500 mg" in row["en"])
    assert main(["translate", "--text", wrong]) == 0
    out, err = capsys.readouterr()
    assert "500毫克" in out
    assert "number~, unit~" in err


def test_a_chinese_text_needs_the_package_of_its_direction(
    home: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["translate", "--text", "请洗手。"]) == 2
    assert "no translation package from zh to en" in (told := capsys.readouterr().err)
    assert told.endswith("install one: jianwen models install zh en\n")
    install_package(turned(tmp_path / "zh_en.argosmodel"), home.models)
    assert main(["translate", "--text", "https://a.example/b\n\n请洗手，每天500次。"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("https://a.example/b\n\n")
    assert "number!" in err, "a model of the other direction says nothing that is right"
    assert main(["translate", "--text", "Wash your hands."]) == 0


def turned(file: Path) -> Path:
    """The demo package, said to translate from Chinese into English."""
    with zipfile.ZipFile(TINY) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("metadata.json"):
                data = json.dumps({**json.loads(data), "from_code": "zh", "to_code": "en"}).encode()
            new.writestr(name.replace("en_zh", "zh_en"), data)
    return file


def test_argos_translates_own_way_is_there_to_compare_with(
    shelf, home: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = next(row["en"] for row in fixture_rows() if "500 mg" in row["en"])
    assert main(["translate", "--backend", "stock", "--text", wrong]) == 0
    assert "50毫克" in capsys.readouterr().out
    assert main(["translate", "--backend", "stock"]) == 2
    assert "--backend goes with --text" in capsys.readouterr().err


def test_packages_may_live_elsewhere(
    shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install_package(TINY, tmp_path / "elsewhere")
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path / "bare"))
    assert main(["translate", "--text", "Wash your hands."]) == 2
    assert "no translation package" in capsys.readouterr().err
    monkeypatch.setenv("JIANWEN_MODELS", str(tmp_path / "elsewhere"))
    assert main(["translate", "--text", "Wash your hands."]) == 0


def test_the_translator_is_chosen_by_what_is_installed(home: Paths, tmp_path: Path) -> None:
    assert choose_translator(home).languages == {"en"}
    assert (
        choose_translator(Paths.of({"JIANWEN_HOME": str(tmp_path / "nowhere")})).languages
        == frozenset()
    )


def test_a_text_in_another_language_is_refused(
    home: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(
            [
                "translate",
                "--text",
                "Lavez-vous les mains avec du savon et de l'eau pendant vingt secondes.",
            ]
        )
        == 2
    )
    assert "written in 'fr', not in English or Chinese" in capsys.readouterr().err


def test_a_text_may_come_out_in_traditional_characters(
    home: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["translate", "--text", "Stroke is a medical emergency.", "--script", "hant"]) == 0
    assert capsys.readouterr().out == "中風是一種醫療急症。\n"
    assert main(["translate", "--script", "hant"]) == 2


def test_copies_are_translated_when_somebody_asks(shelf, home: Paths) -> None:
    original, copy = sorted(
        (english(shelf, 1), english(shelf, 2)),
        key=lambda uid: not get_article(shelf.store, uid).is_canonical,
    )
    assert not get_article(shelf.store, copy).is_canonical
    assert translate_pending(shelf.store, home, now=NOW).done == 1
    again = translate_pending(shelf.store, home, TranslateOptions(copies=True), now=NOW)
    assert (again.done, again.decoded, again.remembered, again.left) == (1, 0, 4, 0)
    assert get_article(shelf.store, copy).body_zh == get_article(shelf.store, original).body_zh


def test_a_terminal_sees_sentences_a_second_and_the_time_left(
    shelf, home: Paths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        english(shelf, number, f"{BODY}\nLine {number}.")
    monkeypatch.setattr("commands.output.progress.is_interactive", lambda: True)
    monkeypatch.setattr("click._termui_impl.isatty", lambda stream: True)
    assert main(["translate"]) == 0
    err = capsys.readouterr().err
    assert re.search(r"translate, \d+ sentences/s", err)
    assert "100%" in err


def test_a_paragraph_of_200_kilobytes_is_translated_portion_by_portion(
    shelf, home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    english(
        shelf,
        1,
        " ".join(f"The number {number} is good for your health." for number in range(4_400)),
    )
    taken: list[int] = []

    class Quick:
        name, model, languages = "quick", "m", frozenset(("en",))

        def alternatives(self, sentences: list[str]) -> list[list[str]]:
            return [[] for _ in sentences]

        def translate(self, sentences: list[str]) -> list[str]:
            taken.append(len(sentences))
            if len(taken) == 6:
                raise KeyboardInterrupt
            return [
                f"数字{''.join(filter(str.isdigit, sentence))}有益于您的健康。"
                for sentence in sentences
            ]

    monkeypatch.setattr(workoff, "choose_translator", lambda models: Quick())
    with pytest.raises(KeyboardInterrupt):
        translate_pending(shelf.store, home, now=NOW)
    done = translate_pending(shelf.store, home, now=NOW)
    assert (done.done, done.remembered, done.remembered + done.decoded) == (
        1,
        sum(taken[:5]),
        4_401,
    )
    assert max(taken) == TRANSLATE_BATCH_MAX
