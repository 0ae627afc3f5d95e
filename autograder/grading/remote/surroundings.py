"""Repeats in the child what a test sets up around student code in its own process.

These are variables of the environment, `sys.stdin`, `sys.argv` and `input`, replacements of a library's functions by
monkeypatch and mock, whether torch records gradients, and the seeds of global random generators. They are looked at
before each request; only what the test has changed since its check began is sent.
"""

from __future__ import annotations

import builtins
import io
import os
import random
import sys
from typing import Any

import numpy as np

from autograder.grading.remote import patches
from autograder.grading.remote.faults import CheckAuthorError, Unsendable
from autograder.sandbox.inside.wire.allowed_types import torch_module
from autograder.sandbox.inside.wire.twisters import GLOBAL

_NAME = "_surroundings_of_a_check"
#: runs in the child; nothing in it is secret
_SOURCE = """
import functools, importlib, io, os, sys

_before = {}

def environment(changed):
    for name, value in changed.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value

def holder(module, path):
    try:
        return functools.reduce(getattr, filter(None, path.split(".")), importlib.import_module(module))
    except ImportError:
        return None

def put(module, path, name, value):
    place = holder(module, path)
    if place is not None:
        _before.setdefault((module, path, name), getattr(place, name, None))
        setattr(place, name, value)

def text(module, path, name, value):
    put(module, path, name, io.StringIO(value))

def back(module, path, name):
    if (module, path, name) in _before:
        setattr(holder(module, path), name, _before.pop((module, path, name)))

def gradients(enabled):
    sys.modules["torch"].set_grad_enabled(enabled)

def generators():
    import random, numpy
    torch = sys.modules.get("torch")
    return [random._inst, numpy.random.mtrand._rand, *([torch.default_generator] if torch else [])]
"""


def generator_states() -> list[Any]:
    """The states of this process's global generators, for comparison."""
    torch = torch_module()
    twister: Any = np.random.get_state()
    _, key, place, has_normal, normal = twister
    states = [random.getstate(), (key.tobytes(), place, has_normal, normal)]
    return [*states, *([torch.get_rng_state().numpy().tobytes()] if torch is not None else [])]


class Surroundings:
    """Those of one check; they are taken when it begins.

    Args:
        seeds: whether the test may seed global generators; then they are looked at.
    """

    def __init__(self, seeds: bool) -> None:
        self._environment = _environment()
        self._streams = _replaced()
        self._states = generator_states() if seeds else None
        self._sent: dict[patches.Place, Any] = {}
        self._helper: Any = None
        self._linked: list[Any] = []
        self._busy = False
        self._gradients = True  # as a child begins

    def follow(self, client: Any) -> None:
        """Set up in a child what has changed since the last time."""
        if self._busy:
            return
        self._busy = True
        try:
            self._follow(client)
        except Unsendable as error:
            raise CheckAuthorError(
                f"what the test puts in place of a library's function cannot be sent: {error}; put it into drivers.py"
            ) from None
        finally:
            self._busy = False

    def _follow(self, client: Any) -> None:
        environment = _environment()
        if environment != self._environment:
            names = environment.keys() | self._environment.keys()
            changed = {n: environment.get(n) for n in names if environment.get(n) != self._environment.get(n)}
            self._environment = environment
            texts = {os.fsdecode(n): None if v is None else os.fsdecode(v) for n, v in changed.items()}
            self._do(client, "environment", texts)
        torch = torch_module()
        if torch is not None and torch.is_grad_enabled() is not self._gradients:
            self._gradients = torch.is_grad_enabled()
            self._do(client, "gradients", self._gradients)
        wanted = {**patches.active(), **self._changed_streams()}
        if wanted or self._sent:
            self._patch(client, wanted)
        if self._states is not None and not self._linked and generator_states() != self._states:
            self._link(client)

    def _changed_streams(self) -> dict[patches.Place, Any]:
        return {place: value for place, value in _replaced().items() if value is not self._streams[place]}

    def _patch(self, client: Any, wanted: dict[patches.Place, Any]) -> None:
        for place in [place for place in self._sent if place not in wanted]:
            del self._sent[place]
            self._do(client, "back", *place)
        if ("builtins", "", "open") in wanted:
            raise CheckAuthorError(
                "the test puts something in place of open, which student code's process cannot use: write a driver "
                "that makes the file and calls student code with its path"
            )
        for place, value in wanted.items():
            if place not in self._sent or self._sent[place] is not value:
                self._sent[place] = value
                if type(value) is io.StringIO:
                    self._do(client, "text", *place, value.getvalue()[value.tell() :])
                else:
                    self._do(client, "put", *place, value)

    def _link(self, client: Any) -> None:
        """Link the child's global generators with ours: the test's seeds reach it, and its draws are seen."""
        theirs = self._do(client, "generators")
        torch = torch_module()
        ours = [*GLOBAL.values(), *([torch.default_generator] if torch is not None else [])]
        if type(theirs) is list and len(theirs) <= len(ours):
            self._linked = theirs
            for their, own in zip(theirs, ours, strict=False):
                client.mirrors.take_for(their, own)

    def _do(self, client: Any, function: str, *arguments: Any) -> Any:
        if self._helper is None:
            self._helper = client.define(_NAME, _SOURCE)
        return client.call(client.get(self._helper, function), arguments, {})


def _environment() -> dict[bytes, bytes]:
    """All variables but those that pytest and the grader change by themselves."""
    found: dict[bytes, bytes] = dict(os.environ._data)  # type: ignore[attr-defined] # its copy decodes each
    found.pop(b"PYTEST_CURRENT_TEST", None)
    return found


def _replaced() -> dict[patches.Place, Any]:
    return {
        ("sys", "", "stdin"): sys.stdin,
        ("sys", "", "argv"): sys.argv,
        ("builtins", "", "input"): builtins.input,
    }
