"""Texts are cut and identified line by line, whatever a line holds."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.identify import identify_lines
from commands.main import main
from commands.segment import segment_lines

LINES = [
    '{"text": "他服用二甲双胍，血压高。"}',
    "",
    "no json",
    '{"words": 1}',
    "[" * 5000,
    "1" * 5000,
    '{"text": "騰訊\\ud800\\u0000 Dr. O\'Neill"}',
    '{"text": ""}',
]
LINE = st.text(st.characters(exclude_characters="\n\r")) | st.text().map(
    lambda text: json.dumps({"text": text})
)


def run(capsys, monkeypatch, verb: str, lines: list[str]) -> tuple[int, list[dict[str, object]]]:
    monkeypatch.setattr(
        "sys.stdin",
        io.TextIOWrapper(io.BytesIO("".join(f"{line}\n" for line in lines).encode()), "utf-8"),
    )
    code = main([verb, "--jsonl"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("verb", ["segment", "identify"])
def test_each_line_has_its_answer_and_a_bad_one_its_error(capsys, monkeypatch, verb):
    code, said = run(capsys, monkeypatch, verb, LINES)
    assert code == 1
    assert [list(one) == ["error"] for one in said] == [
        False,
        True,
        True,
        True,
        True,
        True,
        False,
        False,
    ]
    assert "line 4" in str(said[3]["error"])
    code, said = run(capsys, monkeypatch, verb, LINES[:1])
    assert (code, len(said)) == (0, 1)


def test_words_and_terms_stand_where_it_is_said(capsys, monkeypatch):
    _, said = run(capsys, monkeypatch, "segment", LINES)
    assert said[0]["words"] == [
        ["他", 0, 1],
        ["服用", 1, 3],
        ["二甲双胍", 3, 7],
        ["，", 7, 8],
        ["血压高", 8, 11],
        ["。", 11, 12],
    ]
    assert said[0]["terms"] == [["二甲双胍", "drug", 3, 7], ["血压高", "disease", 8, 11]]
    assert said[7] == {"words": [], "terms": []}


def test_language_and_script_are_said(capsys, monkeypatch):
    _, said = run(capsys, monkeypatch, "identify", LINES)
    assert said[0] == {"language": "zh", "script": "Hans", "confidence": 0.955}
    assert said[7] == {"language": "und", "script": "", "confidence": 0.0}


@pytest.mark.parametrize("verb", ["segment", "identify"])
def test_a_file_is_read_and_other_forms_are_refused(capsys, tmp_path, verb):
    file = tmp_path / "texts.jsonl"
    file.write_bytes('{"text": "患者"}\n{"text": "\xff'.encode("latin-1", "replace"))
    assert main([verb, "--jsonl", str(file)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main([verb, str(file)]) == 2
    assert "--jsonl" in capsys.readouterr().err


@settings(deadline=None, max_examples=25)
@given(st.lists(LINE, min_size=20, max_size=20))
def test_as_many_lines_come_out_as_went_in(lines):
    text = io.StringIO("".join(f"{line}\n" for line in lines))
    assert len(list(identify_lines(text))) == 20


def test_the_answer_of_a_long_text_comes_in_pieces():
    text = "患者，" * 3_000
    (answer,) = segment_lines(io.StringIO(json.dumps({"text": text})))
    pieces = list(answer)
    assert max(map(len, pieces)) < len(text) * 10
    assert len(json.loads("".join(pieces))["words"]) == 6_000
