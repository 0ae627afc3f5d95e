"""The starter of hw1: its regions, and what works before anything has been written."""

from __future__ import annotations

import ast
import re
import types
from operator import attrgetter

import numpy as np
import pytest


@pytest.fixture
def starter(hw1):
    return hw1.starter["autodiff.py"]


def load(text):
    """The module that the text defines."""
    module = types.ModuleType("autodiff")
    exec(compile(text, "autodiff.py", "exec"), module.__dict__)
    return module


def functions(text):
    """Qualified name -> source, for every function of a module."""
    found = {}
    for node in ast.parse(text).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for member in members:
            if isinstance(member, ast.FunctionDef):
                found[prefix + member.name] = ast.get_source_segment(text, member)
    return found


def test_each_region_lies_in_the_function_it_is_named_after_and_its_docstring_stays(hw1, starter):
    assert set(hw1.regions) == set(re.findall(r'NotImplementedError\("autodiff\.py: (.+)"\)', starter))
    module, sources = load(starter), functions(starter)
    for name in hw1.regions:
        assert f'"autodiff.py: {name}"' in sources[name]
        assert attrgetter(name)(module).__doc__, f"{name}: the docstring is the contract"


def test_the_starter_keeps_what_is_given(starter):
    """The tape, leaves and the plumbing of SGD work before anything has been written."""
    module = load(starter)
    module.tape.push("a node")
    assert (len(module.tape), module.tape.pop(), len(module.tape)) == (1, "a node", 0)
    value = np.array([1, 2])
    leaf = module.Leaf(value)
    value[0] = 9
    assert leaf.out_tensor.tolist() == [1.0, 2.0]
    assert leaf.out_gradient.tolist() == [0.0, 0.0]
    assert module.SGD(iter([leaf]), 0.5).params == [leaf]
