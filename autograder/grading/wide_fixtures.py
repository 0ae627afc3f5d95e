"""The pytest plugin for fixtures of class scope and wider: one that uses student code is set up again in each check.

A child lives for one check. Later checks would use what a module's fixture got from it, where it is either a handle to
nothing or another check's answer; and if the child died in the fixture, all checks that use it would fail. So such a
fixture ends with the check that set it up, and the next check that uses it sets it up again. This is impossible for a
fixture that uses student code only in its teardown: by then its check may be over. `setup_module`, `setup_class` and
`setUpClass` are such fixtures, too: pytest makes them so.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Generator
from typing import Any

import pytest

from autograder.grading.remote import session
from autograder.grading.remote.objects import Remote

_OF_PYTEST = re.compile(r"_(?:xunit|unittest)_(\w+?)_fixture_")


class WideFixtures:
    """Registered once, before workers are forked."""

    def __init__(self) -> None:
        self._ending: list[Callable[[], None]] = []  # of those that use student code, in the present check

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, Any, Any]:
        if fixturedef.scope == "function":
            return (yield)
        fixturedef.cache_key = _Parameter  # type: ignore[method-assign]
        # Finalizers run in reverse order: these two run around those of the fixture itself.
        request.addfinalizer(session.leave_wide)
        session.enter_wide(_name(fixturedef), may_use=True)
        try:
            return (yield)
        finally:
            has_used = session.leave_wide()
            request.addfinalizer(functools.partial(session.enter_wide, _name(fixturedef), may_use=has_used))
            if has_used:
                self._ending.append(functools.partial(fixturedef.finish, request))  # type: ignore[arg-type]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        try:
            return (yield)
        finally:
            with contextlib.ExitStack() as stack:
                for end in self._ending:
                    stack.callback(end)
                self._ending = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        packages = {node for item in session.items for node in item.listchain() if isinstance(node, pytest.Package)}
        for package in packages:  # setup_module in an __init__.py is no fixture
            package.setup = functools.partial(_set_up, package, package.setup)  # type: ignore[method-assign]


class _Parameter:
    """The fixture parameter that pytest has kept, compared without asking student code.

    pytest compares by `==`, which names of student code refuse or ask a child for.
    """

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._value = getattr(request, "param", None)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Parameter) or self._value is other._value:
            return isinstance(other, _Parameter)
        if isinstance(self._value, Remote) or isinstance(other._value, Remote):
            return False
        return bool(self._value == other._value)

    __hash__ = None  # type: ignore[assignment]


def _set_up(package: pytest.Package, set_up: Callable[[], None]) -> None:
    name = f"setup_module or teardown_module of {package.nodeid}/__init__.py"
    package.addfinalizer(session.leave_wide)
    session.enter_wide(name)
    try:
        set_up()
    finally:
        session.leave_wide()
        package.addfinalizer(functools.partial(session.enter_wide, name))


def _name(fixturedef: pytest.FixtureDef[Any]) -> str:
    of_pytest = _OF_PYTEST.match(fixturedef.argname)
    if of_pytest:
        return f"{of_pytest[1]} or its counterpart for tearing down"
    return f"the fixture {fixturedef.argname!r}, whose scope is {fixturedef.scope!r}"
