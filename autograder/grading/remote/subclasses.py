"""Classes of a test that derive from a student's class: each is built in the child, from its text, once per check.

grading/subclasses.py puts these functions into test files. What the methods of such a class do and return is the
child's word, as with drivers.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from autograder.grading.blame import is_a_tests_file
from autograder.grading.remote import session
from autograder.grading.remote.faults import BadReply, CheckAuthorError
from autograder.grading.remote.import_hook import ImportedName
from autograder.grading.remote.modules import can_be_passed
from autograder.grading.remote.objects import Handle
from autograder.grading.remote.session import Side

_MAKE = "make"


def subclass(
    name: str,
    text: str,
    statements: Sequence[str],
    imports: Mapping[str, tuple[str, str]],
    values: Mapping[str, Callable[[], Any]],
) -> Any:
    """What the name of the class stands for: the class itself or, while tests are collected, a name for it.

    Args:
        text: of the class, and of the test's own classes that it uses.
        statements: what the child imports in any case.
        imports: name -> an import, and the module that has to be a library's; otherwise the name's value is passed.
        values: name -> its value in the test, asked for when the class is created.
    """

    def made() -> Any:
        return _made(name, text, statements, imports, values)

    if not session.is_collecting():
        return made()
    key = object()
    return ImportedName(name, lambda: session.current(name).once(key, made))


def passable(
    kind: Any,
    text: str,
    statements: Sequence[str],
    imports: Mapping[str, tuple[str, str]],
    values: Mapping[str, Callable[[], Any]],
) -> None:
    """Let objects of a test's subclass of a torch class be passed to student code; see `subclass`."""
    if isinstance(kind, type):
        name = kind.__name__
        can_be_passed(
            kind,
            lambda: session.current(name).once(kind, lambda: _made(name, text, statements, imports, values)),
        )


def no_subclass(name: str, why: str) -> None:
    """A class cannot be sent."""
    raise CheckAuthorError(f"class {name} derives from a class that lives in the student's process, and {why}")


def _made(name: str, text: str, statements: Sequence[str], imports: Any, values: Any) -> Any:
    known = [free for free, (_, top) in imports.items() if _is_a_librarys(top)]
    passed = {free: _value(name, free, value) for free, value in values.items() if free not in known}
    source = [*statements, *(imports[free][0] for free in known), _function(name, text, passed)]
    client = session.current(name).client(Side.SUBMISSION)
    found = client.run(f"_{name}_of_a_test", "\n".join(source), _MAKE, *passed.values())
    if not isinstance(found, Handle):
        raise BadReply(f"there is a value of type {type(found).__name__} in place of the class {name}")
    return found


def _function(name: str, text: str, parameters: Iterable[str]) -> str:
    """A function that creates the class from what it uses, so that `super()` and multi-line texts are unchanged."""
    tree = ast.parse(f"def {_MAKE}({', '.join(parameters)}):\n    return {name}")
    function: Any = tree.body[0]
    function.body[:0] = ast.parse(text).body
    return ast.unparse(tree)


def _is_a_librarys(top: str) -> bool:
    module = sys.modules.get(top)
    file = getattr(module, "__file__", None)
    return module is not None and (file is None or not is_a_tests_file(file))


def _value(name: str, free: str, value: Callable[[], Any]) -> Any:
    try:
        return value()
    except NameError:
        raise CheckAuthorError(
            f"class {name} uses {free}, which is not bound yet: bind it above the class, or put both into drivers.py"
        ) from None
