"""A message is its English text, and keeps what another language needs."""

import copy
import json
import pickle

import pytest

from records.errors import StoreError, UsageError
from records.message import Message


def test_a_message_is_a_text_wherever_one_is_wanted() -> None:
    message = Message("no article is called {name!r}", name="a{b}")
    assert message == "no article is called 'a{b}'"
    assert json.dumps({"reason": message}) == json.dumps({"reason": str(message)})
    assert Message("as it stands: {x}") == "as it stands: {x}"


@pytest.mark.parametrize("take", [copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_a_copy_keeps_the_template_also_that_of_an_error(take) -> None:
    message = take(Message("{path}: {cause}", path="a", cause=Message("full")))
    assert (message, message.template) == ("a: full", "{path}: {cause}")
    assert message.values["cause"].template == "full"
    error = take(UsageError("line {number} of {{}}", number=3))
    assert (str(error), error.message.values) == ("line 3 of {}", {"number": 3})


def test_the_text_of_an_error_without_values_is_taken_as_it_stands() -> None:
    assert str(StoreError('{"a": 1} is no {store}')) == '{"a": 1} is no {store}'
