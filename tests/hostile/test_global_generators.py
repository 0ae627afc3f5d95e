"""The process that holds the tests has global random generators: student code has a say in them for one check only."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.surroundings import Surroundings
from autograder.model import Limits
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.twisters import read

from .fake_child import FakeChild, FakeProcess


@pytest.fixture(autouse=True)
def same_generator() -> Iterator[None]:
    before = random.getstate()
    yield
    random.setstate(before)


def asked_after_seeding(theirs: list[Any], *updates: schema.Update) -> None:
    """A check whose test seeds `random` and then calls student code, which answers with these generators."""

    def lie(child: FakeChild) -> None:
        for handle in (1, 2):
            child.request()
            child.value(schema.Handle(handle, "helper"))
        child.request()
        child.value(schema.List(theirs), updates=[schema.Update(-1, read(random.Random(1)))])
        child.request()
        child.value(None, updates=updates)

    client = RpcClient(FakeProcess(lie), Limits(wall=60), "/nonexistent")  # type: ignore[arg-type]
    client.surroundings = Surroundings(True)
    random.seed(3)
    client.call(client.handles.take(client, 0, "handle"), (), {})
    client.close()


def test_the_next_check_does_not_draw_what_student_code_chose() -> None:
    asked_after_seeding([schema.Mirror(-1)], schema.Update(-1, read(random.Random(7))))
    assert random.getstate() == random.Random(3).getstate()


def test_what_is_no_generator_takes_no_generators_place() -> None:
    asked_after_seeding([5])
    assert random.getstate() == random.Random(3).getstate()
