"""Lists, dicts, sets and their relatives are the same objects on both sides, as arrays are."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque

import numpy as np
import pytest

from autograder.grading.remote.faults import BadReply
from autograder.grading.remote.lazy_names import LazyName

CONTAINERS = """
    import numpy as np
    kept = []
    table = {"a": [1]}
    rows = [[1, 2], [3]]

    def sort_copy(xs): xs.sort(); return xs
    def same(a, b): return a is b
    def echo(x): return x
    def keep(x): kept.append(x)
    def add_to_kept(x): kept[0].append(x)
    def seen(): return [list(x) for x in kept]
    def put(d, k, v): d[k] = v
    def add(s, x): s.add(x)
    def zero(rows): rows[0][0] = 0
    def grow(q, x): q.append(x)
    def count(c, x): c[x] += 1
    def nothing(): pass
    def total(): return sum(map(sum, rows))
    def itself():
        xs = []
        xs.append(xs)
        return xs
    def laughs():
        xs = [1]
        for _ in range(60): xs = [xs, xs]
        return xs
    def deep():
        xs = []
        for _ in range(5000): xs = [xs]
        return xs
"""


@pytest.mark.slow
def test_what_student_code_does_to_a_tests_list_is_seen(child):
    module, xs, alias = child(CONTAINERS), [3, 1, 2], None
    alias = xs
    got = module.sort_copy(xs)
    assert xs == [1, 2, 3]
    assert got is xs is alias


def test_a_copy_is_another_object(child):
    xs = [1, 2]
    got = child("def copied(xs): return list(xs)\n").copied(xs)
    assert got == xs
    assert got is not xs


def test_dicts_sets_and_nested_lists_are_followed(child):
    module, table, members, rows = child(CONTAINERS), {"b": 1}, {1}, [[1, 2], [3]]
    inner = rows[0]
    module.put(table, "a", [5])
    module.add(members, "x")
    module.zero(rows)
    assert list(table.items()) == [("b", 1), ("a", [5])]
    assert members == {1, "x"}
    assert rows == [[0, 2], [3]]
    assert inner is rows[0]


def test_what_the_test_does_to_its_own_list_student_code_sees(child):
    module, xs = child(CONTAINERS), [1]
    module.keep(xs)
    xs.append(2)
    assert module.seen() == [[1, 2]]
    module.add_to_kept(3)
    assert xs == [1, 2, 3]


def test_what_the_test_does_to_a_students_list_student_code_sees(child):
    module = child(CONTAINERS)
    module.rows.append([10])
    module.table["a"].append(2)
    rows = module.rows
    rows[0][0] = 100
    assert module.total() == 115
    assert module.table == {"a": [1, 2]}
    assert module.rows is rows


def test_arrays_in_lists_stay_themselves(child):
    module, array = child(CONTAINERS), np.zeros(2)
    xs = [array]
    assert module.echo(xs) is xs
    assert module.echo(xs)[0] is array


@pytest.mark.parametrize(
    "value",
    [Counter("abca"), OrderedDict([("b", 1), ("a", 2)]), defaultdict(list, {"a": [1]}), defaultdict(None), deque([1, 2], 3), deque(), bytearray(b"ab")],
    ids=repr,
)  # fmt: skip
def test_collections_of_the_standard_library_are_what_they_are(child, value):
    module = child("def echo(x): return x\ndef kind(x): return type(x).__name__\ndef copied(x): return x.copy()\n")
    assert module.kind(value) == type(value).__name__
    assert module.echo(value) is value
    got = module.copied(value)
    assert got is not value
    assert type(got) is type(value)
    assert got == value
    assert repr(got) == repr(value)


def test_collections_are_changed_in_place(child):
    module, queue, counter, ordered = child(CONTAINERS), deque([1], 2), Counter("a"), OrderedDict(a=1)
    module.grow(queue, 2)
    module.grow(queue, 3)
    module.count(counter, "b")
    module.put(ordered, "b", 2)
    ordered.move_to_end("a")
    module.put(ordered, "c", 3)
    assert queue == deque([2, 3], 2)
    assert counter == Counter("ab")
    assert list(ordered) == ["b", "a", "c"]


def test_a_factory_of_a_student_works_in_a_tests_defaultdict(child):
    module = child(
        "from collections import defaultdict\ndef make(): return defaultdict(lambda: 7)\ndef ask(d, k): return d[k]\n"
    )
    made = module.make()
    assert made["x"] == 7
    assert module.ask(made, "y") == 7
    assert dict(made) == {"x": 7, "y": 7}


@pytest.mark.parametrize("name", ["itself", "laughs", "deep"])
def test_containers_without_end_are_refused(child, name):
    with pytest.raises(BadReply):
        getattr(child(CONTAINERS), name)()


@pytest.mark.slow
def test_more_lists_than_can_be_mirrored_travel_as_copies(child):
    module = child("def pairs(n): return [[i, i] for i in range(n)]\n")
    assert len(module.pairs(150_000)) == 150_000


def test_lists_that_nobody_holds_are_let_go(child):
    module = child(CONTAINERS)
    for number in range(50):
        module.keep([number])
    module.nothing()
    module.nothing()
    client = object.__getattribute__(module, "_peer")
    assert len(list(client.mirrors.all())) < 10


def test_a_name_that_is_first_used_in_lists_is_looked_up_meanwhile(child):
    module = child("def f(): return 1\ndef calls(a, b): return a[0]() + b[0][0]()")
    known = {}

    def find():
        if not known:
            known["f"] = module.f
        return known["f"]

    name = LazyName("f", find)
    assert module.calls([name], [[name]]) == 2


def test_a_list_that_stands_twice_in_an_argument_is_one_list(child):
    module = child("def same(rows): return rows[0] is rows[1]")
    row = [1]
    assert module.same([row, row])
