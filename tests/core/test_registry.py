"""Registries: how a low room asks a high one."""

import pytest

from consult.core.registry import Registry

pytestmark = pytest.mark.pure


def test_an_answer_is_found_by_its_name():
    registry = Registry("who speaks")
    registry.register("somebody", len)
    assert registry["somebody"]("abc") == 3
    assert list(registry) == ["somebody"]


def test_the_same_answer_may_be_given_twice():
    registry = Registry("who speaks")
    registry.register("somebody", len)
    registry.register("somebody", len)
    assert list(registry) == ["somebody"]


def test_two_answers_to_one_question_are_refused():
    registry = Registry("who speaks")
    registry.register("somebody", len)
    with pytest.raises(ValueError, match="who speaks: 'somebody' is answered already"):
        registry.register("somebody", str)
    assert registry["somebody"] is len


def test_a_name_that_nobody_registered_is_no_answer():
    with pytest.raises(KeyError):
        Registry("who speaks")["nobody"]
