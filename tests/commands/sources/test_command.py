"""The command that lists the sources and checks their files."""

import json

import pytest

from commands.main import main
from records.source import Rights, Source
from store.open import open_store
from store.sources.runs import add_counts, begin_run
from store.sources.sources import sync_sources

pytestmark = pytest.mark.dates
GOOD = """title = "人民网 健康"
kind = "news"
home = "https://a.example/"
feeds = ["https://a.example/rss"]
[rights]
licence = "CC-BY-4.0"
full_text = "public"
"""
DRAFT = (
    'title = "Draft"\nkind = "partner"\nhome = "https://b.example/"\nenabled = false\nfeeds ='
    ' ["https://b.example/rss"]\n'
)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "good.toml").write_text(GOOD, "utf-8")
    (folder / "draft.toml").write_text(DRAFT, "utf-8")
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("JIANWEN_SOURCES", str(folder))

    def call(*words: str) -> tuple[int, str, str]:
        code = main(["sources", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    call.folder = folder
    return call


def test_sources_are_listed_before_there_is_a_store(run, tmp_path):
    code, out, _ = run()
    assert code == 0
    header, draft, good = out.splitlines()
    assert header.split() == [
        "name",
        "title",
        "kind",
        "state",
        "articles",
        "last",
        "new",
        "licence",
        "full",
        "text",
        "translate",
    ]
    assert draft.split() == [
        "draft",
        "Draft",
        "partner",
        "draft",
        "0",
        "never",
        "unknown",
        "none",
        "no",
    ]
    assert good.split() == [
        "good",
        "人民网",
        "健康",
        "news",
        "never",
        "run",
        "0",
        "never",
        "CC-BY-4.0",
        "public",
        "yes",
    ]
    assert not (tmp_path / "var").exists()


def test_the_list_says_how_a_source_is_doing(run, tmp_path):
    with open_store(tmp_path / "var" / "jianwen.db") as store:
        sync_sources(
            store,
            [Source("good", "人民网 健康", "news", "https://a.example/", rights=Rights())],
            "2026-11-23T19:00:00Z",
        )
        add_counts(store, begin_run(store, "crawl", "2026-11-23T19:00:00Z", "0.1"), "good", found=1)
    draft, good = json.loads(run("--json")[1])
    assert (good["name"], good["last_state"], good["articles"]) == ("good", "ok", 0)
    assert (draft["enabled"], draft["last_state"]) == (False, "")


def test_check_is_silent_about_nothing(run):
    code, out, err = run("check")
    assert (code, err) == (0, "")
    assert out.startswith("sources: 2 right (1 drafts), 0 faults in ")


def test_check_tells_every_fault_and_ends_with_2(run):
    (run.folder / "bad.toml").write_text(GOOD.replace("feeds", "fedes"), "utf-8")
    code, out, err = run("check")
    assert code == 2
    assert err == f"jianwen: {run.folder}/bad.toml:4: unknown key fedes; did you mean feeds?\n"
    assert "2 right (1 drafts), 1 faults" in out
    code, out, err = run("check", "--json")
    told = json.loads(out)
    assert (code, len(told["faults"]), [source["name"] for source in told["sources"]]) == (
        2,
        1,
        ["draft", "good"],
    )
    assert run()[0] == 2


def test_an_empty_folder_is_said(run):
    for path in run.folder.iterdir():
        path.unlink()
    assert run()[1] == f"sources: no source file in {run.folder}\n"


def test_check_looks_at_the_sources_that_are_called(run):
    (run.folder / "bad.toml").write_text(GOOD.replace("feeds", "fedes"), "utf-8")
    assert run("check", "good") == (
        0,
        f"sources: 1 right (0 drafts), 0 faults in {run.folder}\n",
        "",
    )
    code, out, err = run("check", "good", "bad")
    assert (code, out) == (2, f"sources: 1 right (0 drafts), 1 faults in {run.folder}\n")
    assert "did you mean feeds?" in err
    assert run("check", "bad")[0] == 2
    code, out, err = run("check", "goood")
    assert (code, out, err) == (
        2,
        "",
        "jianwen: no source is called 'goood'; did you mean 'good'?\n",
    )


def test_a_file_that_a_failed_draft_left_empty_is_named_for_what_it_is(run):
    (run.folder / "new.toml").write_text("# unsure: everything\n", "utf-8")
    code, _, err = run("check")
    assert code == 2
    assert (
        err
        == f"jianwen: {run.folder}/new.toml: is empty; `jianwen sources new URL` drafts a source"
        " file\n"
    )
