"""Tests keep to what holds when student code runs apart from them: no torch beside them, no use of it at import."""

from __future__ import annotations

import ast

import pytest


def is_driver(name):
    return name == "drivers" or name.endswith("_drivers")


def modules_of_the_test_process(homework):
    """(path, tree) of every Python file of the tests but the drivers, which run beside the student's code."""
    paths = [path for folder in homework.tests for path in sorted(folder.glob("*.py")) if not is_driver(path.stem)]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def imported_modules(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0]


def remote_names(tree, submitted):
    """Names that a module's top level imports from code that runs in another process."""
    names = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            module = node.module.split(".")[0]
            if module in submitted or module == "reference" or is_driver(module):
                names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                module = alias.name.split(".")[0]
                if module in submitted or module == "reference" or is_driver(module):
                    names.add(alias.asname or module)
    return names


def used_at_import(node):
    """Names that are looked up when the module is imported: everything but the bodies of functions and annotations."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        parts = [*getattr(node, "decorator_list", []), *node.args.defaults, *filter(None, node.args.kw_defaults)]
    elif isinstance(node, ast.AnnAssign):
        parts = [node.value] if node.value else []
    else:
        parts = ast.iter_child_nodes(node)
    if isinstance(node, ast.Name):
        yield node.id
    for part in parts:
        yield from used_at_import(part)


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("from answer import X\ndef test_a():\n    X()\n", set()),
        ("from answer import X\nY = X()\n", {"X"}),
        ("from answer import X\nclass Y(X):\n    pass\n", {"X"}),
        ("import drivers\n@parametrize('x', [drivers.y])\ndef test_a(x):\n    pass\n", {"drivers"}),
        ("from reference import oracle as o\ndef f(x=o.y):\n    pass\n", {"o"}),
        ("import numpy as np\nY = np.ones(3)\n", set()),
    ],
)
def test_names_used_at_import_are_found(text, used):
    tree = ast.parse(text)
    assert set(used_at_import(tree)) & remote_names(tree, {"answer"}) == used


def test_no_test_imports_torch(homework):
    """The process that runs the tests has NumPy only; what needs torch lies in drivers or among the oracles."""
    with_torch = [p.name for p, tree in modules_of_the_test_process(homework) if "torch" in imported_modules(tree)]
    assert not with_torch


def test_student_code_is_used_inside_tests_only(homework):
    submitted = {file.removesuffix(".py") for file in homework.assignment.submit}
    for path, tree in modules_of_the_test_process(homework):
        assert not set(used_at_import(tree)) & remote_names(tree, submitted), path.name


def test_names_of_test_modules_are_unique(homework):
    stems = [path.stem for path, _ in modules_of_the_test_process(homework) if path.stem != "conftest"]
    assert len(set(stems)) == len(stems)


def test_public_tests_use_nothing_that_is_secret(homework):
    secret = {path.stem for path in homework.tests[1].glob("*.py")} - {
        path.stem for path in homework.tests[0].glob("*")
    }
    secret |= {"reference"}
    for path in homework.tests[0].glob("*.py"):
        assert not secret & set(imported_modules(ast.parse(path.read_text(encoding="utf-8")))), path.name


def test_drivers_hold_no_expected_values_of_the_reference(homework):
    """Student code can read them, so they import neither the reference nor what only the tests may know."""
    hidden = {path.stem for path in homework.tests[1].glob("*.py") if not is_driver(path.stem)} | {"reference"}
    for folder in homework.tests:
        for path in folder.glob("*.py"):
            if is_driver(path.stem):
                assert not hidden & set(imported_modules(ast.parse(path.read_text(encoding="utf-8")))), path.name
