"""pytest's items for tests that run inside: each runs like any other check, by one request to its child."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.inside.answers import SaidToFail
from autograder.grading.inside.inventory import InsideTest
from autograder.grading.inside.selection import inside_tests
from autograder.grading.remote import session
from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import BadReply
from autograder.grading.remote.session import Side
from autograder.sandbox import suite_probe
from autograder.sandbox.inside import script_runner
from autograder.text import plain

_SOURCE = Path(suite_probe.__file__)
_SCRIPTS = Path(script_runner.__file__)
_LONGEST = 4000


class InsideItem(pytest.Item):
    """One check that runs inside.

    Attributes:
        function: stands in for the test function, which the grader never sees: what its decorators say.
    """

    test: InsideTest
    function: Any
    file: str
    plugins: Sequence[str]

    def runtest(self) -> None:
        client = session.current(self.name).client(Side.SUBMISSION)
        word, text, score, value = self._ask(client)
        _keep(self.function, score, value)
        if word == "skipped":
            pytest.skip(text)
        if word != "passed":
            raise SaidToFail(text)

    def _ask(self, client: RpcClient) -> tuple[str, str, object, object]:
        source, test = _SOURCE.read_text(encoding="utf-8"), self.test
        if "subprocess" in self.path.read_text(encoding="utf-8-sig"):
            client.run("script_runner", _SCRIPTS.read_text(encoding="utf-8"), "install")
        told = client.run("suite_probe", source, "run", self.file, test.node, test.case, test.cases, list(self.plugins))
        if type(told) is not tuple or [type(part) for part in told[:2]] != [str, str] or len(told) != 4:
            raise BadReply("not what a check inside is told by")
        word, text, score, value = told
        return word, plain(text, _LONGEST), score, value

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.test.line - 1, self.name


def _keep(function: Any, score: object, value: object) -> None:
    """Store what was set where the decorators would; the code that reads it checks whether it is a score at all."""
    if type(score) in (int, float):
        function.__score__ = score
    if type(value) in (int, float, str):
        function.__leaderboard_value__ = value


def inside_items(
    session: pytest.Session, public: Path, entries: Sequence[str], plugins: Sequence[str]
) -> Iterator[InsideItem]:
    """An item for each test that runs inside.

    Raises:
        ConfigError: what decides points cannot be read.
    """
    for file, test in inside_tests(public, entries):
        case = test.name.removeprefix(test.node.rpartition("::")[2])
        item = InsideItem.from_parent(session, name=test.name, nodeid=f"{file}::{test.node}{case}", path=public / file)
        item.test, item.function, item.file, item.plugins = test, test.told, file, plugins
        if test.wall is not None:
            item.add_marker(pytest.mark.timeout(test.wall))
        yield item
