"""What is no document is named by its shape, and what is one is let through."""

import pytest

from pipelines.documents.foreign_formats import name_foreign_format

NITF = '<nitf version="3.3"><head><title>流感</title></head><body><p>接种疫苗。</p></body></nitf>\n'
SCRIPT = "import csv\nfrom sys import argv\n\ndef count(rows):\n    return len(rows)\n"
JAVA = "package clinic;\n\npublic class Dose {\n    int daily = 3;\n\n    void take() {\n    }\n}\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (r"{\rtf1\ansi\ansicpg936 \'b8\'df\'d1\'aa\'d1\'b9}", "RTF"),
        ("%!PS-Adobe-3.0\n/Times findfont", "PostScript"),
        ('{\n "headline": "流感", "body": {"p": []}}', "JSON"),
        ('[ {"id": 1, "text": "流感"} ]', "JSON"),
        ('["流感", "疫苗"]', "JSON"),
        (NITF, "XML (nitf)"),
        ("\ufeff" + '<?xml version="1.0"?>\n' + NITF, "XML (nitf)"),
        ('<?xml version="1.0"?><!-- > --><newsMessage xmlns="http://iptc.org/"/>', "XML"),
        ('<?xml version="1.0"?><?style x?><rss version="2.0"><channel>', "XML (rss)"),
        ('<section xmlns="http://docbook.org/ns/docbook"><title>流感</title>', "XML (section)"),
        ('<?xml version="1.0"?><topic id="a"><title>流感</title></topic>', "XML (topic)"),
        ('<!DOCTYPE article PUBLIC "-//NLM//DTD" "a.dtd"><article><body>', "JATS"),
        ('<article article-type="letter"><front><journal-meta>', "JATS"),
        ("#!/usr/bin/env python3\nprint('流感')\n", "source code"),
        (SCRIPT, "source code"),
        (JAVA, "source code"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_foreign_format_is_named(text: str, kind: str, encoding: str) -> None:
    assert name_foreign_format(text.encode(encoding)).startswith(kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "流感季节要注意什么\n\n接种疫苗，勤洗手。\n",
        "# 流感\n\n- 接种疫苗\n- 勤洗手\n",
        "---\ntitle: 流感\n---\n接种疫苗。\n",
        "[1] 世界卫生组织：流感\n[2] 国家卫健委\n",
        "[健康时报] 流感季节来了",
        "{编者按} 流感季节来了",
        "<p>流感</p><p>接种疫苗。</p>",
        "<article><h1>流感</h1><p>接种疫苗。</p></article>",
        '<!DOCTYPE html>\n<html lang="zh"><body><article><p>流感',
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD" "x">\n'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body>流感',
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>流感</p></div>',
        "<https://who.example/flu> 是世卫组织的网页。",
        "<提示> 请接种疫苗。",
        "Wash your hands (often);\nget the vaccine;\nstay at home when ill.\nThat is all.\n",
    ],
)
def test_documents_and_pages_are_let_through(text: str) -> None:
    assert name_foreign_format(text.encode()) == ""


def test_only_beginning_and_end_are_looked_at() -> None:
    """Ten megabytes of brackets take no longer than a page."""
    assert name_foreign_format(b"<" + b"[" * 10_000_000) == ""
