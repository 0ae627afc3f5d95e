import copy
import inspect
from pathlib import Path

import pytest
import queue_of
from queue_of import *
from queue_of import Full, Queue

SMALL = Queue(1)


@pytest.mark.slow
def test_full():
    queue = Queue(0)
    with pytest.raises(Full) as caught:
        queue.put(1)
    assert caught.value.size == 0


def test_takes_in_place():
    items = [3, 1]
    with pytest.warns(DeprecationWarning):
        assert take(items) == 3
    assert items == [1]


def test_length_and_kind():
    assert len(SMALL) == 0
    assert isinstance(SMALL, Queue)


def test_session(shared):
    assert shared.size == 5


def test_saves(tmp_path):
    save(tmp_path / "a.txt", "hello")
    assert (tmp_path / "a.txt").read_text() == "hello"


def test_patched(monkeypatch):
    monkeypatch.setattr(queue_of, "Full", KeyError)
    with pytest.raises(KeyError):
        Queue(0).put(1)


def test_copies():
    one = copy.deepcopy(SMALL)
    assert one is not SMALL and vars(one) == vars(SMALL)


@pytest.mark.parametrize("name", [name for name, _ in inspect.getmembers(queue_of, inspect.isfunction)])
def test_documented(name):
    assert inspect.signature(getattr(queue_of, name)).parameters


def test_data():
    assert (Path(__file__).parent / "expected.txt").read_text() == "5\n"
