"""Student code that dies in what pytest runs around a test costs that check alone, whichever way pytest runs it."""

from __future__ import annotations

import pytest

from autograder.model import Verdict

from .conftest import by_name

WAYS_TO_DIE = {
    "os._exit": ("import os; os._exit(3)", Verdict.CRASHED, "ended the whole program with exit code 3"),
    "abort": ("import os; os.abort()", Verdict.CRASHED, "aborted by a library"),
    "hang": ("while True: pass", Verdict.TIMED_OUT, "it did not finish within 0.4 s"),
    "memory": ("bytearray(1 << 40)", Verdict.OUT_OF_MEMORY, "more memory than a check may use"),
    "exception": ("raise KeyError('k')", Verdict.FAILED, "your code raised KeyError"),
}

# Each pair: the first check is hit, the one after it uses the same fixture and is not.
AROUND_FUNCTIONS = """
    import asyncio
    import unittest
    import pytest
    import student

    hit = pytest.mark.timeout(0.4)

    @pytest.fixture
    def plain(request): return student.touch(request.node.name)

    @pytest.fixture
    def other(plain): return plain

    @pytest.fixture
    def harmless():
        yield student.touch("nothing")

    @pytest.fixture
    def after_harmless(harmless, request): return student.touch(request.node.name)

    @pytest.fixture
    def yields(request):
        yield student.touch(request.node.name)

    @pytest.fixture
    def tears_down(request):
        yield student.touch("nothing")
        student.touch(request.node.name)

    @pytest.fixture
    def tears_down_too(tears_down, request):
        yield student.touch("nothing")
        student.touch(request.node.name)

    @pytest.fixture
    def finalizes(request):
        request.addfinalizer(lambda: student.touch("nothing"))
        request.addfinalizer(lambda: student.touch(request.node.name))
        return student.touch("nothing")

    @pytest.fixture(params=[1, 2])
    def with_parameter(request): return student.touch(f"{request.node.name}") * request.param

    @pytest.fixture(scope="module")
    def wide_and_innocent():
        return [1]

    @pytest.fixture
    def after_wide(wide_and_innocent, request): return student.touch(request.node.name)

    @hit
    def test_plain_hit(plain): pass
    def test_plain_next(plain): assert plain == 1
    @hit
    def test_other_hit(other): pass
    def test_other_next(other): assert other == 1
    @hit
    def test_both_hit(other, plain, harmless): pass
    def test_both_next(other, plain, harmless): assert other == plain == harmless == 1
    @hit
    def test_after_harmless_hit(after_harmless, harmless): pass
    def test_after_harmless_next(after_harmless, harmless): assert harmless == 1
    @hit
    def test_yields_hit(yields): pass
    def test_yields_next(yields): assert yields == 1
    @hit
    def test_tears_down_hit(harmless, tears_down): pass
    def test_tears_down_next(harmless, tears_down): assert tears_down == 1
    @hit
    def test_two_tear_down_hit(tears_down_too): pass
    def test_two_tear_down_next(tears_down_too): assert tears_down_too == 1
    @hit
    def test_finalizes_hit(harmless, finalizes): pass
    def test_finalizes_next(harmless, finalizes): assert finalizes == 1
    @hit
    def test_with_parameter_hit(with_parameter): pass
    def test_with_parameter_next(with_parameter): assert with_parameter in (1, 2)
    @hit
    def test_after_wide_hit(after_wide): pass
    def test_after_wide_next(after_wide): assert after_wide == 1
    @hit
    def test_asks_for_it_hit(request): request.getfixturevalue("plain")
    def test_asks_for_it_next(request): assert request.getfixturevalue("plain") == 1
    @hit
    def test_parts_hit(subtests, request):
        for _ in range(2):
            with subtests.test():
                student.touch(request.node.name)
    def test_parts_next(subtests, request):
        for _ in range(2):
            with subtests.test():
                assert student.touch(request.node.name) == 1
    @hit
    def test_swallows_hit(plain, request):
        with pytest.raises(KeyError):
            student.touch(request.node.name)
    def test_swallows_next(plain): assert plain == 1

    class TestAutouse:
        @pytest.fixture(autouse=True)
        def always(self, request): self.value = student.touch(request.node.name)
        @hit
        def test_autouse_hit(self): pass
        def test_autouse_next(self): assert self.value == 1

    class TestMethods:
        def setup_method(self, method): self.value = student.touch(method.__name__)
        @hit
        def test_setup_method_hit(self): pass
        def test_setup_method_next(self): assert self.value == 1

    class TestTeardown:
        def teardown_method(self, method): student.touch(method.__name__)
        def test_teardown_method_next(self): pass
        @hit
        def test_teardown_method_hit(self): pass  # and the next check lives in another class

    class TestUnit(unittest.TestCase):
        def setUp(self): self.value = student.touch(self._testMethodName)
        @hit
        def test_a_setup_hit(self): pass
        def test_b_setup_next(self): self.assertEqual(self.value, 1)

    class TestUnitEnd(unittest.TestCase):
        def tearDown(self): student.touch(self._testMethodName)
        @hit
        def test_a_teardown_hit(self): pass
        def test_b_teardown_next(self): pass
        @hit
        def test_c_teardown_hit(self): pass

    class TestUnitCleanup(unittest.TestCase):
        def setUp(self): self.addCleanup(student.touch, self._testMethodName)
        @hit
        def test_a_cleanup_hit(self): pass
        def test_b_cleanup_next(self): pass

    class TestUnitParts(unittest.TestCase):
        @hit
        def test_a_subtest_hit(self):
            for n in range(2):
                with self.subTest(n=n):
                    student.touch(self._testMethodName)
        def test_b_subtest_next(self):
            for n in range(2):
                with self.subTest(n=n):
                    self.assertEqual(student.touch(self._testMethodName), 1)

    class TestAsync(unittest.IsolatedAsyncioTestCase):
        async def asyncSetUp(self): self.value = student.touch(self._testMethodName)
        @hit
        def test_a_async_hit(self): pass
        def test_b_async_next(self): self.assertEqual(self.value, 1)
"""

AROUND_MODULES = """
    import pytest
    import student

    hit = pytest.mark.timeout(0.4)

    def setup_function(function): student.touch(function.__name__)
    def teardown_function(function): student.touch(function.__name__ + "_down")

    @hit
    def test_setup_function_hit(): pass
    def test_setup_function_next(): pass
    @hit
    def test_teardown_function_dies(): pass
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS_TO_DIE)
def test_a_fault_around_a_test_costs_that_check_and_no_other(grade, way):
    code, verdict, message = WAYS_TO_DIE[way]
    student = f"def touch(name):\n    if '_hit' in name or name.endswith('dies_down'):\n        {code}\n    return 1\n"
    files = {"t__test_a.py": AROUND_MODULES, "t__test_z.py": AROUND_MODULES.replace("test_", "test_z")}
    outcomes = by_name(grade(student, AROUND_FUNCTIONS, **files))
    assert len(outcomes) == 51
    for name, outcome in outcomes.items():
        if "next" in name:
            assert outcome.verdict is Verdict.PASSED, outcome
            continue
        assert outcome.verdict is verdict, outcome
        assert message in outcome.message


WIDE = """
    import unittest
    import functools
    import pytest
    import student

    @pytest.fixture(scope="module")
    def handle(): return student.Thing()
    def test_handle_1(handle): pass
    def test_handle_2(handle): assert handle.value() == 1

    @pytest.fixture(scope="session")
    def data(): return student.touch()
    def test_data_1(data): pass
    def test_data_2(data): assert data == 1

    @pytest.fixture(scope="class")
    def attribute(): return student.Thing.constant
    class TestAttribute:
        def test_attribute_1(self, request):
            assert student.touch() == 1
            request.getfixturevalue("attribute")
        def test_attribute_2(self, attribute): pass

    @pytest.fixture(scope="class")
    def ends():
        yield 1
        student.touch()
    class TestEnds:
        def test_ends_1(self, ends): pass
        def test_ends_2_bad(self, ends): pass

    @pytest.fixture(scope="class")
    def finalizes(request): request.addfinalizer(student.touch)
    class TestFinalizes:
        def test_finalizes_1(self, finalizes): pass
        def test_finalizes_2(self, finalizes): pass

    class TestSetupClass:
        @classmethod
        def setup_class(cls): cls.value = student.touch()
        def test_setup_class_1(self): pass
        def test_setup_class_2(self): pass

    class TestTeardownClass:
        @classmethod
        def teardown_class(cls): student.touch()
        def test_teardown_class_1(self): pass
        def test_teardown_class_2_bad(self): pass
    def test_after_class(): assert student.touch() == 1

    class TestUnit(unittest.TestCase):
        @classmethod
        def setUpClass(cls): cls.value = student.touch()
        def test_setUpClass_1(self): pass
        def test_setUpClass_2(self): pass

    class TestUnitCleanup(unittest.TestCase):
        @classmethod
        def setUpClass(cls): cls.addClassCleanup(student.touch)
        def test_class_cleanup_1(self): pass
        def test_class_cleanup_2(self): pass

    @functools.cache
    def kept(): return student.Thing()
    def test_kept_1(): assert kept().value() == 1
    def test_kept_2_bad(): kept().value()

    @pytest.fixture(scope="session")
    def factory(): return lambda: student.Thing()
    def test_factory_1(factory): assert factory().value() == 1
    def test_factory_2(factory): assert factory().value() == 1

    @pytest.fixture(scope="module")
    def names(): return [student.Thing, student.Other]
    def test_names_1(names): assert names[0]().value() == 1
    def test_names_2(names): assert names[1]().value() == 1

    @pytest.fixture(scope="module", params=[student.Thing, student.Other, [1], [1]])
    def kind(request): return request.param
    def test_kind_1(kind): assert kind == [1] if isinstance(kind, list) else kind().value() == 1
    def test_kind_2(kind): assert kind == [1] if isinstance(kind, list) else kind().value() == 1
    def test_last(): assert student.touch() == 1
"""
WIDE_FILES = {
    "t/test_m.py": "import student\ndef setup_module(): student.touch()\ndef test_module_1(): pass\ndef test_module_2(): pass\n",
    "t/test_n.py": "import student\ndef tearDownModule(): student.touch()\ndef test_module_end_1(): pass\ndef test_module_end_2_bad(): pass\n",
    "t/package/__init__.py": "import student\ndef setup_module(): student.touch()\n",
    "t/package/test_p.py": "def test_package_1_bad(): pass\ndef test_package_2_bad(): pass\n",
    "t/packed/__init__.py": "import student\ndef teardown_module(): student.touch()\n",
    "t/packed/test_q.py": "def test_packed_1(): pass\ndef test_packed_2_bad(): pass\n",
    "t/test_z.py": "import student\ndef test_at_last(): assert student.touch() == 1\n",
}


def test_a_wide_fixture_that_uses_student_code_is_made_anew_in_each_check(grade):
    student = """
        class Counter:
            def __init__(self): self.n = 0
            def count(self):
                self.n += 1
                return self.n
        def die(): import os; os._exit(3)
    """
    test = """
        import pytest
        import student

        LOG = []

        @pytest.fixture(scope="session")
        def counter():
            LOG.append("begun")
            counter = student.Counter()
            yield counter
            LOG.append(f"ended at {counter.count()}")

        @pytest.fixture(scope="module")
        def count(counter): return counter.count()

        def test_1(counter): assert counter.count() == 1
        def test_2(count): assert (count, LOG) == (1, ["begun", "ended at 2", "begun"])
        def test_3(counter, count): assert (count, counter.count()) == (1, 2)
        def test_4(): assert LOG == ["begun", "ended at 2", "begun", "ended at 2", "begun", "ended at 3"]
        def test_5_dies(counter): student.die()
        def test_6(count): assert count == 1
    """
    outcomes = by_name(grade(student, test))
    assert outcomes.pop("test_5_dies").verdict is Verdict.CRASHED
    assert {outcome.verdict for outcome in outcomes.values()} == {Verdict.PASSED}, outcomes


@pytest.mark.slow
def test_what_ends_after_its_check_may_not_use_student_code_and_says_what_to_do(grade):
    student = """
        class Thing:
            constant = 1
            def value(self): return 1
        class Other(Thing): pass
        def touch(): return 1
    """
    outcomes = by_name(grade(student, WIDE, **WIDE_FILES))
    assert len(outcomes) == 43
    for name, outcome in outcomes.items():
        if not name.endswith("_bad"):
            assert outcome.verdict is Verdict.PASSED, outcome
            continue
        assert outcome.verdict is Verdict.GRADER_ERROR, outcome
        assert "function scope" in outcome.staff


@pytest.mark.slow
def test_every_check_of_code_that_may_die_while_it_is_imported_stands_for_itself(grade):
    student = """
        import os, time
        if os.getpid() % 3 == 0: os._exit(3)
        def touch(): return 1
    """
    test = """
        import pytest
        import student

        @pytest.fixture
        def value(): return student.touch()
        @pytest.mark.parametrize("n", range(12))
        def test_it(n, value): assert value == 1
    """
    outcomes = by_name(grade(student, test))
    assert len(outcomes) == 12
    assert {outcome.verdict for outcome in outcomes.values()} <= {Verdict.PASSED, Verdict.CRASHED}
