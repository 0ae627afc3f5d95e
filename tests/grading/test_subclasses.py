"""Which classes of a test file are sent, with what, and which are refused."""

from __future__ import annotations

import ast

import pytest

from autograder.grading.remote.faults import CheckAuthorError
from autograder.grading.remote.subclasses import no_subclass
from autograder.grading.rewriting import rewritten

_TOP = "import numpy as np\nimport layers\nfrom layers import Layer\n"
_REMOTE = frozenset({"layers", "tests.adapters"})


def rewrite(text: str, hidden: bool = False) -> str:
    tree = ast.parse(text)
    rewritten(tree, _REMOTE, hidden)
    return ast.unparse(tree)


def refusal(text: str, hidden: bool = False) -> str:
    """What a class is refused for when the file is imported, or its test is run."""
    tree = ast.parse(text)
    rewritten(tree, _REMOTE, hidden)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    (call,) = [node for node in calls if getattr(node.func, "id", "") == "@no_subclass"]
    with pytest.raises(CheckAuthorError) as caught:
        no_subclass(*(ast.literal_eval(argument) for argument in call.args))
    return str(caught.value)


def test_a_class_is_sent_with_what_it_uses() -> None:
    text = rewrite(
        f"{_TOP}K = 3\nclass Loud(Layer):\n    def f(self, x):\n        return np.sum(x) * K\ndef test():\n    Loud()\n"
    )
    assert "class Loud(Layer)" not in text.replace("'class Loud(Layer)", "")
    assert "['from layers import Layer']" in text
    assert "{'np': ('import numpy as np', 'numpy')}" in text
    assert "{'K': lambda: K, 'np': lambda: np}" in text


@pytest.mark.parametrize(
    "text",
    [
        "class Plain:\n    pass\n",
        "class Mine(np.ndarray):\n    pass\n",
        "class TestLayer(Layer):\n    def test(self):\n        pass\n",  # pytest collects no name: refused as ever
        "class Mine(layers_of_mine.Layer):\n    pass\n",
    ],
)
def test_other_classes_stay(text: str) -> None:
    assert "@subclass(" not in rewrite(_TOP + text) and "@no_subclass(" not in rewrite(_TOP + text)


@pytest.mark.parametrize("base", ["Layer", "layers.Layer", "layers.inner.Layer", "Layer[int]"])
def test_bases_of_all_forms_are_found(base: str) -> None:
    text = f"{_TOP}def test():\n    class Mine({base}):\n        pass\n    Mine()\n"
    assert "@subclass('Mine'" in rewrite(text)


def test_a_relative_import_is_made_absolute() -> None:
    text = "from .adapters import Layer\ndef test():\n    class Mine(Layer):\n        pass\n    Mine()\n"
    assert "['from tests.adapters import Layer']" in rewrite(text)


def test_nothing_of_a_hidden_file_is_sent() -> None:
    text = f"{_TOP}SECRET = 7\nclass Mine(Layer):\n    def f(self):\n        return SECRET\ndef test():\n    Mine()\n"
    assert "drivers.py" in refusal(text, hidden=True)
    assert "return SECRET" not in rewrite(text, hidden=True)


REFUSED = {
    "nothing uses it": "class Mine(Layer):\n    pass\n",
    "a global is written": "n = 0\nclass Mine(Layer):\n    def f(self):\n        global n\n        n += 1\nMine\n",
    "a global is bound anew": "n = 0\ndef g():\n    global n\n    n = 1\nclass Mine(Layer):\n    x = n\nMine\n",
    "a local is written": "def test():\n    n = 0\n    class Mine(Layer):\n        def f(self):\n            nonlocal n\n            n = 1\n",
    "a local is bound later": "def test():\n    n = 0\n    class Mine(Layer):\n        def f(self):\n            return n\n    n = 1\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_mean_something_else_is_refused(name: str) -> None:
    said = refusal(_TOP + REFUSED[name])
    assert "class Mine" in said
    assert "drivers.py" in said or "name it in the test" in said
