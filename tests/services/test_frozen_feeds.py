"""A frozen announcement that carries its articles whole is read tomorrow as it was read when it was
frozen.
"""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.dates
TEXT = (
    "专家提醒市民按时接种流感疫苗，注意手部卫生，出现发热症状及时就医，"
    "老年人和慢性病患者尤其应当尽早接种。" * 5
)
SOURCE = """
title = "健康信"
kind = "news"
home = "https://a.example/"
language = "zh"
feeds = ["https://a.example/rss"]
full_text_feeds = true
"""
LIST = """
title = "期刊"
kind = "journal"
home = "https://a.example/"
language = "zh"
[api]
url = "https://a.example/api"
items = "rows"
link = "url"
title = "title"
body = "abstract"
"""
ITEM = (
    "<item><title>{0}</title><link>https://a.example/{0}</link><description>&lt;p&gt;"
    "{1}&lt;/p&gt;</description></item>"
)


@pytest.fixture
def place(ask, tmp_path: Path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "letter.toml").write_text(SOURCE, "utf-8")
    (tmp_path / "sources" / "studies.toml").write_text(LIST, "utf-8")

    def run(verb: str, name: str, *words: str, content: str = ""):
        saved = tmp_path / "saved"
        saved.write_text(content, "utf-8")
        return ask(
            "sources",
            verb,
            name,
            *words,
            *(["--file", str(saved)] if verb == "freeze" else []),
            "--out",
            str(tmp_path / "corpus"),
        )

    run.corpus = tmp_path / "corpus"
    return run


def rss(*titles: str, text: str = TEXT) -> str:
    return (
        "<rss"
        f' version="2.0"><channel>{"".join(ITEM.format(title, text) for title in titles)}'
        f"</channel></rss>"
    )


def test_a_feed_is_frozen_and_every_article_compared(place):
    done = place("freeze", "letter", "https://a.example/rss", content=rss("第一封信", "第二封信"))
    assert (done.code, done.err) == (0, "")
    assert "2 articles were read" in done.out
    path = place.corpus / "letter" / "announced.json"
    expected = json.loads(path.read_text("utf-8"))
    assert [one["title"] for one in expected] == ["第一封信", "第二封信"]
    assert place("test", "letter").code == 0
    expected[1]["title"] = "别的信"
    path.write_text(json.dumps(expected), "utf-8")
    done = place("test", "letter")
    assert done.code == 1
    assert done.out.splitlines()[1].split() == ["letter", "ok", "differs", *["ok"] * 6]
    assert "title -别的信" in done.out
    path.write_text(json.dumps(expected[:1]), "utf-8")
    assert "2 articles, not 1" in place("test", "letter").out
    path.write_text("not json", "utf-8")
    assert place("test", "letter").code == 2
    path.unlink()
    assert "has no frozen announcement" in place("test", "letter").err


def test_a_json_list_is_frozen_too(place):
    rows = {
        "rows": [
            {"url": f"https://a.example/{n}", "title": f"第{n}项研究", "abstract": TEXT}
            for n in range(3)
        ]
    }
    assert place("freeze", "studies", "https://a.example/api", content=json.dumps(rows)).code == 0
    assert place(
        "freeze", "studies", "https://a.example/api", content=json.dumps(rows)
    ).err.endswith("--force replaces it\n")
    assert place("test", "studies").code == 0
    (place.corpus / "studies" / "answer.json").write_text("{}")
    assert "no list at items" in place("test", "studies").out


@pytest.mark.parametrize(
    ("url", "content", "said"),
    [
        ("https://a.example/1", rss("T"), "come whole in https://a.example/rss: give that address"),
        ("https://a.example/rss", "nothing", "jianwen: "),
        ("https://a.example/rss", rss(), "0 entries, none of them an article"),
        ("https://a.example/rss", rss("第一封信", text="短"), "https://a.example/"),
    ],
)
def test_what_cannot_be_frozen_is_told_in_one_line(place, url, content, said):
    done = place("freeze", "letter", url, content=content)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), done
    assert said in done.err
    assert not place.corpus.exists()
