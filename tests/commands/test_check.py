"""Pairs of sentence and translation are judged line by line."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.main import main
from pipelines.translation.glossary import EMPTY_GLOSSARY
from services.check import check_lines


def run(capsys, monkeypatch, text: str) -> tuple[int, list[dict[str, object]]]:
    monkeypatch.setattr(
        "sys.stdin",
        io.TextIOWrapper(
            io.BytesIO(text.encode("utf-8", "surrogatepass")), "utf-8", "surrogateescape"
        ),
    )
    code = main(["check", "--jsonl"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_pair_gets_its_punctuation_and_its_flags_in_order(capsys, monkeypatch):
    pairs = [("Take 500 mg, then rest.", "服用50毫克,然后休息."), ("Wash your hands.", "洗手。")]
    code, said = run(
        capsys,
        monkeypatch,
        "".join(json.dumps({"source": one, "target": other}) + "\n" for one, other in pairs),
    )
    assert code == 0
    assert [one["target"] for one in said] == ["服用50毫克，然后休息。", "洗手。"]
    assert [(flag["check"], flag["severity"]) for flag in said[0]["flags"]] == [
        ("number", "error"),
        ("unit", "error"),
    ]
    assert "500" in said[0]["flags"][0]["reason"]
    assert said[1]["flags"] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no json", "line 1 is not JSON"),
        ("", "line 1 is not JSON"),
        ("[1]", 'line 1 needs "source" and "target"'),
        ('{"source": "a", "target": 5}', 'line 1 needs "source" and "target"'),
        ("[" * 100_000, "line 1 is not JSON"),
    ],
)
def test_a_line_that_is_no_pair_is_answered_in_its_place_and_the_others_go_on(
    capsys, monkeypatch, line, said
):
    code, (bad, good) = run(capsys, monkeypatch, line + '\n{"source": "WHO", "target": "WHO"}\n')
    assert code == 1
    assert str(bad["error"]).startswith(said)
    assert good == {"target": "WHO", "flags": []}


def test_without_jsonl_it_says_what_to_write(capsys):
    assert main(["check"]) == 2
    assert "--jsonl" in capsys.readouterr().err


def test_half_a_character_goes_through(capsys, monkeypatch):
    code, (said,) = run(capsys, monkeypatch, '{"source": "Wash\\ud800", "target": "洗手\\ud800"}\n')
    assert code == 0
    assert "洗手" in str(said["target"])


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_pair_is_answered(source, target):
    (said,) = check_lines(
        io.StringIO(json.dumps({"source": source, "target": target}) + "\n"), EMPTY_GLOSSARY
    )
    assert "flags" in said
