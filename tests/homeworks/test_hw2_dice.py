"""The scripted dice of hw2's checks of sampling say what to do when they are used in another way."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from tools.laptop.homework import HOMEWORKS


@pytest.fixture(scope="module")
def script():
    """The class of the dice, beside the reference's `ngram_lm`."""
    homework = HOMEWORKS["hw2_ngram_lm"]
    paths = {
        "ngram_lm": homework.secret / "solution" / "ngram_lm.py",
        "drivers": homework.assignment.public_tests / "drivers.py",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, path in paths.items():
            spec = importlib.util.spec_from_file_location(name, path)
            module = importlib.util.module_from_spec(spec)
            patch.setitem(sys.modules, name, module)
            spec.loader.exec_module(module)
        yield module.Script


def test_another_way_to_draw_is_told_the_one_there_is(script):
    with pytest.raises(AttributeError, match=r"have no 'choice': draw with rng\.random\(\), once for each roll"):
        script(0.5).choice(3)


def test_a_roll_too_many_is_told_how_many_are_enough(script):
    dice = script(0.5, 0.25)
    assert [dice.random(), dice.random()] == [0.5, 0.25]
    with pytest.raises(ValueError, match=r"called 3 times where 2 are enough: roll once for each word, and no more"):
        dice.random()
