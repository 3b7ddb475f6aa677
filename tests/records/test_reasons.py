"""Reasons are values with explanations; what the store holds is read back as the same value."""

import json
import pickle
import sqlite3

import pytest

from records.reasons import (
    Actor,
    ErrorReason,
    HttpReason,
    Reason,
    SkipReason,
    SourceFailure,
    explain_reason,
    find_source_failure,
    has_answered,
    parse_reason,
)

VALUES = (*Reason, HttpReason.from_status(404), ErrorReason("ValueError"))


@pytest.mark.parametrize("reason", VALUES)
def test_a_reason_survives_the_store_and_the_way_between_processes(reason):
    row = sqlite3.connect(":memory:").execute("SELECT ?, typeof(?1)", (reason,)).fetchone()
    assert row == (str(reason), "text")
    for again in (parse_reason(row[0]), pickle.loads(pickle.dumps(reason))):
        assert (again, type(again)) == (reason, type(reason))
    assert json.loads(json.dumps({reason: reason})) == {str(reason): str(reason)}


@pytest.mark.parametrize("reasons", [Reason, SkipReason])
def test_every_reason_is_explained_in_both_languages_by_sentences_of_its_own(reasons):
    explanations = [reason.explanation for reason in reasons]
    for one in explanations:
        assert one.english.isascii()
        assert any("一" <= char <= "鿿" for char in one.chinese)
        assert isinstance(one.actor, Actor)
    assert len({one.english for one in explanations}) == len(explanations)
    assert len({one.chinese for one in explanations}) == len(explanations)


@pytest.mark.parametrize(
    ("text", "temporary", "actor"),
    [
        ("http-404", False, Actor.NOBODY),
        ("http-403", False, Actor.OPERATOR),
        ("http-429", True, Actor.NOBODY),
        ("http-502", True, Actor.SOURCE),
        ("http-418", False, Actor.OPERATOR),
        ("dns", True, Actor.SOURCE),
        ("RecursionError", False, Actor.DEVELOPER),
        ("http-x", False, Actor.DEVELOPER),
    ],
)
def test_what_the_store_holds_is_explained(text, temporary, actor):
    explanation = explain_reason(parse_reason(text))
    assert (explanation.temporary, explanation.actor) == (temporary, actor)


@pytest.mark.parametrize(
    ("reason", "failure"),
    [
        (Reason.CHALLENGED, SourceFailure.CHALLENGED),
        (Reason.ROBOTS, SourceFailure.REFUSED),
        (Reason.TDM_RESERVED, SourceFailure.REFUSED),
        *((HttpReason.from_status(s), SourceFailure.BLOCKED) for s in (401, 403, 405, 406, 451)),
        (HttpReason.from_status(404), SourceFailure.FAILED),
        (HttpReason.from_status(500), SourceFailure.FAILED),
        (Reason.DNS, SourceFailure.FAILED),
        (ErrorReason("ValueError"), SourceFailure.FAILED),
    ],
)
def test_a_source_that_does_not_want_to_be_read_is_not_broken(reason, failure):
    assert find_source_failure(reason) == failure


def test_a_host_that_answers_with_an_error_or_asks_for_quiet_has_answered():
    answered = (HttpReason.from_status(503), Reason.HOST_PAUSED, Reason.CHALLENGED)
    assert all(map(has_answered, answered))
    assert not any(map(has_answered, (Reason.DNS, Reason.CONNECTION, Reason.TIMEOUT)))
