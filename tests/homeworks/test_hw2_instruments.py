"""The instruments of hw2's checks: scripted dice that say what to do, drivers that see what is changed or remembered."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from tools.laptop.homework import HOMEWORKS


@pytest.fixture(scope="module")
def drivers():
    """The drivers, beside the reference's `ngram_lm`."""
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
        yield module


@pytest.fixture(scope="module")
def script(drivers):
    return drivers.Script


def test_another_way_to_draw_is_told_the_one_there_is(script):
    with pytest.raises(AttributeError, match=r"have no 'choice': draw with rng\.random\(\), once for each roll"):
        script(0.5).choice(3)


def test_a_roll_too_many_is_told_how_many_are_enough(script):
    dice = script(0.5, 0.25)
    assert [dice.random(), dice.random()] == [0.5, 0.25]
    with pytest.raises(ValueError, match=r"called 3 times where 2 are enough: roll once for each word, and no more"):
        dice.random()


def test_a_list_that_a_call_changes_at_any_depth_is_seen(drivers):
    texts = [[3], [4]]
    assert drivers.leaves_alone(lambda seqs: [[*ids, 1] for ids in seqs], texts)
    assert not drivers.leaves_alone(lambda seqs: seqs[1].append(1), texts)
    assert not drivers.leaves_alone(lambda seqs: seqs.reverse(), texts)


def test_a_model_that_is_fitted_twice_is_asked_in_between(drivers):
    asked = []

    class Model:
        def fit(self, texts):
            asked.append(("fit", texts))

        def dist(self, history):
            asked.append(("dist", history))
            if len(asked) < 4:
                raise ValueError("never seen")
            return [1.0]

        def logprob(self, ids):
            asked.append(("logprob", ids))

    assert drivers.fitted_twice(Model(), [[3]], [[4]], [[5]]) == [[1.0]]
    one, another = [("fit", [[4]]), ("dist", [5])], ("fit", [[3]])
    assert asked == [("fit", [[3]]), ("dist", [5]), ("logprob", [5]), one[0], another, one[1]]


def test_a_model_that_counts_later_sees_what_became_of_its_texts(drivers):
    class Later:
        def fit(self, texts):
            self.texts = texts

        def dist(self, history):
            return sum(map(len, self.texts))

    mine = [[3], [4, 5]]
    assert drivers.dists_after_changes(Later(), mine, [[3]]) == [3 + 2 + 1]
    assert mine == [[3], [4, 5]]


def test_contexts_are_asked_for_from_all_over_the_texts(drivers):
    """A context that was counted first or early is found fast by a search, too."""
    texts = [[number] for number in range(1000)]
    histories = drivers._histories(texts, seed=0)
    assert len(histories) == 25
    assert sum(ids[0] >= 500 for ids in histories if ids) > 3
    assert drivers._histories(texts, seed=1) != histories
