"""The editor's verbs speak Chinese where they are asked to, and nothing of theirs is left out."""

import ast
import json
import re
import sqlite3
from importlib import import_module
from string import Formatter
from typing import get_args

import click
import pytest

from commands.main import VERBS, jianwen
from commands.output.copies import CANONICAL_REASONS
from commands.output.messages import TRANSLATED_VERBS, choose_language
from commands.output.search_results import RIGHTS_MARKERS
from records.article import ArticleStatus, TranslationStatus
from records.message import Message
from records.paths import PROJECT_ROOT
from records.run_notes import NoteKind
from services.messages import join_lines, load_catalogue, look_up
from store.db.connection import _CAUSES
from store.db.times import format_time_span
from store.sources.health import TODO_BY_STATE, HealthState
from store.sources.health_causes import _FIELD_NAMES, ABSENCE_REASONS

OUTPUT = ("copies", "search_advice", "search_results", "status_changes")
FILES = [
    *(PROJECT_ROOT / "commands" / f"{verb}.py" for verb in TRANSLATED_VERBS),
    *(PROJECT_ROOT / "commands" / "output" / f"{name}.py" for name in OUTPUT),
]
SAYS_TO_EDITORS = (
    "commands/main.py",
    *(f"commands/{verb}.py" for verb in TRANSLATED_VERBS),
    *(f"services/{name}.py" for name in ("correct", "glossary", "review", "withdraw")),
    *("store/open.py", "store/migrations.py", "store/db/connection.py", "store/db/times.py"),
    *(f"store/articles/{name}.py" for name in ("articles", "withdraw")),
    *("store/backup/backup.py", "store/search/query.py"),
    *(f"store/translations/{name}.py" for name in ("corrections", "decisions")),
    *("store/sources/health.py", "store/sources/health_causes.py"),
    "pipelines/translation/glossary.py",
)
"""Modules whose errors and messages reach the editor's verbs."""
NUMBERS_AND_NAMES = {"uid", "HTTP {status}"}


def literals(node: ast.AST) -> list[str]:
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
    ]


def printed_texts() -> set[str]:
    """Collect the literals that are handed to `translate`, also by way of a loop or a table."""
    texts: set[str] = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", "")
                first = node.args[0] if node.args else None
                if name in ("translate", "_translate_all") or (
                    name == "map" and getattr(first, "id", "") == "translate"
                ):
                    parts = node.args[:1] if name == "translate" else node.args
                    texts.update(text for part in parts for text in literals(part))
            elif isinstance(node, ast.GeneratorExp | ast.ListComp) and "translate(" in ast.unparse(
                node.elt
            ):
                texts.update(text for part in node.generators for text in literals(part.iter))
            elif (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Dict)
                and ast.unparse(node.targets[0]) in ("facts", "rows")
            ):
                texts.update(ast.literal_eval(key) for key in node.value.keys if key)
    return texts


def messages_and_errors() -> tuple[set[str], list[str]]:
    """Collect the texts of messages and raised errors, and those without a template."""
    texts: set[str] = set()
    without: list[str] = []
    for name in SAYS_TO_EDITORS:
        for node in ast.walk(ast.parse((PROJECT_ROOT / name).read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called == "Message" or re.fullmatch(r"(Usage|Store|Source|Locked)Error", called):
                if any(isinstance(part, ast.JoinedStr) for part in ast.walk(node.args[0])):
                    without.append(f"{name}:{node.lineno}")
                if not isinstance(node.args[0], ast.Call | ast.BinOp):
                    texts.update(literals(node.args[0]))
    return texts, without


def texts_of_errors() -> set[str]:
    """Collect what services and the store tell an editor."""
    return messages_and_errors()[0]


def help_texts() -> set[str]:
    """Collect the help of the editor's verbs, as Click hands it to the formatter."""
    texts = {join_lines(jianwen.help or ""), jianwen.epilog or "", *VERBS.values()}
    commands: list[click.Command] = [jianwen]
    for verb in TRANSLATED_VERBS:
        commands.append(import_module(f"commands.{verb}").command)
    for command in commands:
        texts.add(join_lines(command.help or ""))
        texts.update(
            option.help or "" for option in command.params if isinstance(option, click.Option)
        )
        if isinstance(command, click.Group) and command is not jianwen:
            commands += command.commands.values()
            texts.update(verb.get_short_help_str(70) for verb in command.commands.values())
    return texts - {""}


def words() -> set[str]:
    """Collect what comes out of the store and is shown as a word."""
    return {
        *get_args(ArticleStatus),
        *(f"translation|{status}" for status in get_args(TranslationStatus)),
        *get_args(HealthState),
        *CANONICAL_REASONS.values(),
        *RIGHTS_MARKERS.values(),
        *TODO_BY_STATE.values(),
        *ABSENCE_REASONS.values(),
        *_FIELD_NAMES.values(),
        *(cause for cause in _CAUSES.values()),
        *("{path}: " + _CAUSES[sqlite3.SQLITE_CORRUPT], NoteKind.POSSIBLE_GAP.value),
        *(f"rights|{permission}" for permission in ("public", "internal", "none")),
    }


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("collect", [printed_texts, help_texts, words, texts_of_errors])
def test_every_text_of_the_editors_verbs_has_its_chinese(collect) -> None:
    assert sorted(collect() - load_catalogue().keys()) == []


def test_what_editors_are_told_is_a_template_with_values() -> None:
    assert messages_and_errors()[1] == []


def test_a_translation_has_the_same_placeholders_and_is_chinese() -> None:
    different = [
        english
        for english, chinese in load_catalogue().items()
        if fields(english) != fields(chinese)
    ]
    assert different == []
    foreign = [
        english
        for english, chinese in load_catalogue().items()
        if english not in NUMBERS_AND_NAMES and not re.search("[\u4e00-\u9fff；（）]", chinese)
    ]
    assert foreign == []


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "C", "LC_ALL": "zh"}, "zh"),
    ],
)
def test_the_locale_decides_where_nobody_does(environ, language) -> None:
    assert choose_language(environ) == language


def test_lang_goes_before_the_locale_and_json_stays_the_same(ask, stocked, monkeypatch) -> None:
    stocked()
    english = ask("search", "高血压")
    assert english.err == "jianwen: 2 found\n"
    chinese = ask("--lang", "zh", "search", "高血压")
    assert chinese.err == "jianwen: 共 2 篇\n"
    assert chinese.out.startswith("编号")
    for words in (("search", "高血压"), ("show", "https://open.example/1"), ("status",)):
        assert ask("--lang", "zh", *words, "--json").out == ask(*words, "--json").out
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert ask("search", "高血压").err == chinese.err
    assert ask("--lang", "en", "search", "高血压").err == english.err


@pytest.mark.parametrize("verb", TRANSLATED_VERBS)
def test_help_is_chinese_within_the_width_of_the_terminal(ask, monkeypatch, verb) -> None:
    from commands.output.table import measure_width

    monkeypatch.setenv("COLUMNS", "80")
    answer = ask("--lang", "zh", verb, "--help")
    assert answer.code == 0
    assert answer.out.startswith(f"用法：jianwen {verb} ")
    assert "显示这份帮助" in answer.out
    for line in answer.out.splitlines():
        assert measure_width(line) <= 80, line
    assert not re.search(r"\b(the|of|and|with|print)\b", answer.out, re.IGNORECASE)
    assert ask(verb, "--help").out.startswith(f"Usage: jianwen {verb} ")


def test_tables_and_messages_are_chinese(ask, stocked) -> None:
    shelf = stocked()
    shown = ask("--lang", "zh", "show", "https://open.example/1").out
    assert "已发布" in shown
    assert "全文公开" in shown
    assert "发布时间  2026" in shown
    assert "首发" in ask("--lang", "zh", "show", "https://closed.example/3", "--copies").out
    assert "不在任何稿件里" in ask("--lang", "zh", "search", "火星").err
    assert ask("--lang", "zh", "status").out.startswith("数据库")
    held = ask("--lang", "zh", "hold", "https://open.example/1", "--reason", "禁发期").out
    assert "暂缓（禁发期）" in held
    again = ask("--lang", "zh", "hold", "https://open.example/1", "--reason", "x").out
    assert "原来就是暂缓（禁发期）" in again
    row = json.loads(ask("--lang", "zh", "release", "https://open.example/1", "--json").out)[0]
    assert (row["before"], row["status"]) == ("held", "published")
    assert shelf.store.query_number("SELECT count(*) FROM changes") > 0


@pytest.mark.parametrize(
    ("words", "chinese"),
    [
        (["serch", "流感"], "没有命令 'serch'。 是不是 'search'？；用法见 `jianwen --help`"),
        (
            ["status", "--plo"],
            "没有选项 '--plo'。 是不是 '--plot'？；用法见 `jianwen status --help`",
        ),
        (["show"], "缺少参数 'UID'；用法见 `jianwen show --help`"),
        (["hold", "a1"], "缺少选项 '--reason'；用法见 `jianwen hold --help`"),
        (["withdraw", "--reason", "x"], "缺少参数 'UID...'；用法见 `jianwen withdraw --help`"),
        (["withdraw", "a", "--confirm", "b"], "--confirm 不能和编号、--reason 同用；用法见"),
        (["release", "a1", "--by"], "选项 '--by' 后面要写值"),
        (["search", "x", "--limit", "0"], "'--limit' 的值不对：0 超出范围 1<=x<=1000；用法见"),
        (["correct", "a1", "zwei", "x"], "'[NUMBER]' 的值不对：'zwei' 不是数（"),
        (["show", "a1", "--script", "x"], "'--script' 的值不对：'x' 不在 'hans', 'hant' 之中；"),
        (["glossary", "list", "--json=1"], "选项 '--json' 后面不写值"),
        (["search"], "请写要找的词，或者写 --related 和稿件编号；用法见 `jianwen search --help`"),
        (["show", "nowhere"], "没有叫 'nowhere' 的稿件；`jianwen search 词` 会列出稿件和编号"),
        (["search", "before:soon"], "before:soon 不是日期；请写 before:2026、"),
        (["search", "status:odd"], "status:odd 无效；status: 后面请写其中之一：published"),
        (["reject", "a1", "--reason", " "], "请写原因，1 到 500 个字"),
        (["correct", "https://open.example/1"], "没有逐句的译文；`jianwen translate --again`"),
        (["glossary", "add", "a\tb", "c"], "术语里不能有制表符和换行"),
    ],
)
def test_what_is_refused_is_said_in_chinese(ask, stocked, words, chinese) -> None:
    stocked()
    answer = ask("--lang", "zh", *words)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert chinese in answer.err
    in_english = ask("--lang", "en", *words)
    assert in_english.code == 2
    assert not re.search("[\u4e00-\u9fff]", re.sub("'.*'|https.*", "", in_english.err))


def test_what_is_wrong_with_a_store_is_said_in_chinese(ask, tmp_path) -> None:
    answer = ask("--lang", "zh", "show", "a1")
    assert (answer.code, answer.err.count("\n")) == (3, 1)
    assert "还没有数据库；`jianwen crawl` 或 `jianwen import` 会建立" in answer.err
    (tmp_path / "var").mkdir(exist_ok=True)
    (tmp_path / "var" / "jianwen.db").write_bytes(b"no database, but long enough" * 9)
    answer = ask("--lang", "zh", "status")
    assert (answer.code, answer.err.count("\n")) == (3, 1)
    assert "jianwen.db：不是 SQLite 数据库（" in answer.err


def test_what_was_measured_of_a_source_is_said_in_chinese() -> None:
    kept = Message(
        "{silence}, {ago} ago (limit {limit}){runs}",
        silence=Message("answers, but its newest article is of {day}", day="2026-11-01"),
        ago=format_time_span(9 * 86_400),
        limit=format_time_span(86_400),
        runs=Message("; {number} runs without news", number=3),
    )
    assert str(kept).endswith("of 2026-11-01, 9 days ago (limit 1 day); 3 runs without news")
    assert look_up(kept) == (
        "有应答，但最新的稿件是 2026-11-01 的，已过 9 天（上限 1 天）；连续 3 次抓取没有新稿"
    )
