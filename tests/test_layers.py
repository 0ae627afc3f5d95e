"""Imports go one way, and what runs beside student code imports nothing else of ours."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "autograder"

#: room -> its height; a module may import from rooms below its own, and from its own
HEIGHT = {
    "__init__": 0, "errors": 0, "text": 0, "decorators": 0, "files": 1, "model": 1, "config": 2, "sandbox": 3, "intake": 3, "scoring": 3,
    "reporting": 4, "grading": 5, "pipeline": 6,
    "records": 4, "packaging": 7, "authoring": 7, "batch": 7, "audit": 8, "similarity": 8, "anonymise": 8, "gradebook": 8,
    "cli": 9, "__main__": 10,
}  # fmt: skip
#: pairs of rooms of one height where one may import the other
ALLOWED_BESIDE = {("reporting", "scoring"), ("authoring", "packaging")}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Full names of our own modules that a module imports, wherever in its text."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.split(".")[0] == "autograder"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_own_room_and_those_below(path):
    own = room(path)
    for name in imported(path):
        parts = name.split(".")
        other = parts[1] if len(parts) > 1 and parts[1] in HEIGHT else "__init__"
        allowed = other == own or HEIGHT[other] < HEIGHT[own] or (own, other) in ALLOWED_BESIDE
        assert allowed, f"{path.name} imports {name}"


def test_code_that_runs_beside_student_code_imports_nothing_else_of_ours():
    inside = sorted((PACKAGE / "sandbox" / "inside").rglob("*.py"))
    assert len({path.parent for path in inside}) > 1  # folders below it are looked at, too
    for path in inside:
        outside = {name for name in imported(path) if not f"{name}.".startswith("autograder.sandbox.inside.")}
        assert not outside, path


@pytest.mark.parametrize(
    "module",
    [
        *(f"model/{name}.py" for name in ("batch", "course", "export", "movement", "outcome", "policy", "submission")),
        "text.py",
        *(
            f"scoring/{name}.py"
            for name in ("compare", "score", "policy", "mean", "favourable", "claims", "ledger", "settle", "grade")
        ),
    ],
)
def test_nouns_and_scoring_start_no_process_open_no_file_and_look_at_no_clock(module):
    text = (PACKAGE / module).read_text(encoding="utf-8")
    tree = ast.parse(text)
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not modules & {"subprocess", "os", "time", "socket", "random", "io", "shutil"}
    assert not calls & {"open", "input", "exec", "eval"}
    assert not attributes & {"now", "today", "utcnow", "read_text", "write_text", "open"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_trusted_side_unpickles_and_evaluates_nothing(path):
    """marshal and exec are for code that runs in the jail; only modules in inside/ may use them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    used |= {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    forbidden = {"pickle", "dill", "shelve", "eval", "torch.load", "numpy.load", "np.load"}
    if "inside" not in path.parts:
        forbidden |= {"exec"}
    assert not used & forbidden


def test_neither_the_package_nor_the_benches_nor_the_tools_import_tests():
    """A test may import all of them; what both a bench and a test use lies in tools/."""
    root = PACKAGE.parent
    for path in sorted(path for folder in ("autograder", "bench", "tools") for path in (root / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
        assert not {name for name in names if name.split(".")[0] == "tests"}, path


def test_what_is_begun_first_is_there():
    """Files that take minutes, by the start of their names; see conftest.py."""
    text = (Path(__file__).parent / "conftest.py").read_text(encoding="utf-8")
    names = ast.literal_eval(text.partition("_TAKE_LONG = ")[2].partition("\n)\n")[0] + ")")
    assert names and all((PACKAGE.parent / name).exists() for name in names)
