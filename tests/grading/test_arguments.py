"""What a test holds belongs to the test: its own arrays, tensors and generators while student code changes them."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
import pytest

from autograder.grading.remote.arguments import OwnArguments
from autograder.model import Grading, Verdict
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.decoding import ValueDecoder
from autograder.sandbox.inside.wire.encoding import ValueEncoder
from autograder.sandbox.inside.wire.framing import WireError
from autograder.sandbox.inside.wire.generators import new_generator, read_state, write_state

from .conftest import SETTINGS, by_name

Grade = Callable[..., Grading]
KEPT = SETTINGS + "arguments: kept\npreload: [numpy, torch]\n"
SHARED = SETTINGS + "arguments: shared\npreload: [numpy, torch]\n"

STUDENT = """
    import numpy as np

    held = None

    def zeroes_first(a):
        a[...] = 0
        return a.sum(axis=0)

    def centre(a):
        a -= a.mean()
        return a

    def grow(a):
        global held
        held = a
        a += 1
        return float(a[0])

    def grow_what_is_held():
        held[...] += 1
        return held

    def draw(rng):
        return float(rng.random())

    def fill(p):
        p.grad = p.detach() * 0 + 2
        p.data.zero_()
        return float(p.sum())

    def call(f, a):
        a += 1
        return float(f(a))

    def silence(rng):
        state = rng.bit_generator.state
        state["state"]["state"] = 0
        rng.bit_generator.state = state
"""


def verdicts(grading: Grading) -> dict[str, Verdict]:
    return {name: outcome.verdict for name, outcome in by_name(grading).items()}


AFTERWARDS = """
    import numpy as np
    import pytest
    import student

    TABLE = np.ones((2, 3))

    def test_expects_afterwards():
        a = np.ones((2, 3))
        got = student.zeroes_first(a)
        assert np.array_equal(got, a.sum(axis=0))

    def test_module_array():
        got = student.zeroes_first(TABLE)
        assert np.array_equal(got, TABLE.sum(axis=0))

    def test_module_array_is_whole():
        assert TABLE.sum() == 6
"""


@pytest.mark.slow
def test_answers_for_arrays_zeroed_first_do_not_pass_where_arguments_are_kept(grade: Grade) -> None:
    grading = grade(STUDENT, AFTERWARDS, KEPT)
    found = verdicts(grading)
    assert found == {
        "test_expects_afterwards": Verdict.FAILED,
        "test_module_array": Verdict.FAILED,
        "test_module_array_is_whole": Verdict.PASSED,
    }
    assert grading.remarks == ()


@pytest.mark.slow
def test_a_changed_array_of_the_module_is_whole_again_for_the_next_check_and_staff_are_told(grade: Grade) -> None:
    grading = grade(STUDENT, AFTERWARDS, SHARED)
    assert set(verdicts(grading).values()) == {Verdict.PASSED}
    assert [remark.text.partition("::")[2] for remark in grading.remarks] == [
        f"{name} passed, and student code changed in place what the test gave it: array of shape (2, 3)"
        for name in ("test_expects_afterwards", "test_module_array")
    ]


@pytest.mark.slow
def test_what_was_changed_goes_on_existing_apart_from_the_tests_own_array(grade: Grade) -> None:
    found = verdicts(
        grade(
            STUDENT,
            """
        import numpy as np
        import student

        def test_returned():
            a = np.array([1.0, 3.0])
            got = student.centre(a)
            assert got.tolist() == [-1, 1] and a.tolist() == [1, 3]

        def test_held():
            a = np.zeros(2)
            assert student.grow(a) == 1
            assert student.grow_what_is_held().tolist() == [2, 2]
            kept = student.held
            assert student.grow_what_is_held().tolist() == [3, 3]
            assert kept.tolist() == [3, 3]
            assert a.tolist() == [0, 0]

        def test_passed_again():
            a = np.zeros(2)
            assert [student.grow(a) for _ in range(3)] == [1, 1, 1]
            a += 5
            assert student.grow(a) == 6

        def test_callback():
            a = np.zeros(2)
            seen = []
            assert student.call(lambda b: seen.append(b.tolist()) or b.sum(), a) == 2
            assert seen == [[1, 1]] and a.tolist() == [0, 0]
    """,
            KEPT,
        )
    )
    assert set(found.values()) == {Verdict.PASSED}, found


@pytest.mark.slow
def test_a_marked_check_sees_what_was_changed_in_place(grade: Grade) -> None:
    found = verdicts(
        grade(
            STUDENT,
            """
        import numpy as np
        import pytest
        import torch
        import student

        SHARED = np.ones(3)
        RNG = np.random.default_rng(3)

        @pytest.mark.in_place
        def test_1_array():
            student.centre(SHARED)
            assert SHARED.sum() == 0

        @pytest.mark.in_place
        def test_2_array_is_whole_again():
            assert SHARED.sum() == 3
            student.draw(RNG)
            assert RNG.random() == np.random.default_rng(3).random(2)[1]

        def test_3_generator_is_whole_again():
            assert RNG.random() == np.random.default_rng(3).random()

        @pytest.mark.in_place
        def test_tensor():
            p = torch.ones(2, requires_grad=True)
            assert student.fill(p) == 0
            assert p.sum() == 0 and p.grad.sum() == 4

        def test_tensor_kept():
            p = torch.ones(2, requires_grad=True)
            assert student.fill(p) == 0
            assert p.sum() == 2 and p.grad is None
    """,
            KEPT,
        )
    )
    assert set(found.values()) == {Verdict.PASSED}, found


@pytest.mark.slow
def test_draws_of_a_test_do_not_depend_on_student_code_which_goes_on_where_it_stopped(grade: Grade) -> None:
    found = verdicts(
        grade(
            STUDENT,
            """
        import numpy as np
        import student

        def test_draws():
            rng = np.random.default_rng(3)
            want = np.random.default_rng(3).random(2)
            assert [student.draw(rng), student.draw(rng)] == want.tolist()
            assert rng.random() == want[0]

        def test_silenced():
            rng = np.random.default_rng(3)
            student.silence(rng)
            assert np.array_equal(rng.random(3), np.random.default_rng(3).random(3))
    """,
            KEPT,
        )
    )
    assert set(found.values()) == {Verdict.PASSED}, found


# --- states as data ---


def changed(kept: bool, thing: np.random.Generator, state: schema.Generator) -> np.random.Generator:
    """A test's own generator after a child has told this state of it."""
    mirrors = OwnArguments(kept)
    node = mirrors.node(thing)
    mirrors.updates(ValueEncoder())
    mirrors.apply(ValueDecoder([]), [schema.Update(node.id, state)])
    return thing


def edited(kind: str, **places: int) -> schema.Generator:
    """The state of a fresh generator, with some of its words replaced."""
    state = read_state(np.random.Generator(getattr(np.random, kind)(1)))
    words = list(state.words)
    for place, word in places.items():
        words[int(place[1:])] = word
    return schema.Generator(kind, words, b"")


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize(
    "state",
    [
        edited("PCG64", _0=0, _1=0),
        edited("PCG64", _1=7),
        edited("PCG64DXSM", _1=0),
        edited("Philox", _4=0),
        schema.Generator("SFC64", [0] * 6, b""),
        schema.Generator("MT19937", [0] * 624 + [3], b""),
        edited("MT19937", _624=625),
        edited("MT19937", _624=-1),
        edited("Philox", _10=5),
        edited("PCG64", _2=2),
    ],
)
def test_a_state_that_no_drawing_leads_to_is_refused(kept: bool, state: schema.Generator) -> None:
    own = np.random.Generator(getattr(np.random, state.kind)(1))
    before = read_state(own)
    with pytest.raises(WireError):
        changed(kept, own, state)
    assert read_state(own) == before


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "SFC64", "Philox", "MT19937"])
def test_every_state_that_drawing_leads_to_is_taken(kind: str) -> None:
    own, other = (np.random.Generator(getattr(np.random, kind)(1)) for _ in range(2))
    for _ in range(1300):
        other.random(dtype=np.float32)
        changed(False, own, read_state(other))
    assert own.random() == other.random()


torch = pytest.importorskip("torch")


def torch_state(draw: Callable[[torch.Generator], object], times: int = 1) -> bytes:
    generator = torch.Generator().manual_seed(1)
    for _ in range(times):
        draw(generator)
    return read_state(generator).data


FLOATS = 24 + 624 * 8


@pytest.mark.parametrize(
    ("offset", "form", "value"),
    [
        (8, "<i", 0),
        (8, "<i", 625),
        (8, "<i", 624),  # with the next word's place: beyond the array
        (8, "<i", -1),
        (12, "<i", 0),
        (12, "<i", 2),
        (16, "<Q", 624),
        (16, "<Q", 1 << 32),
        (16, "<Q", 1 << 63),
        (24, "<Q", 1 << 32),
        (FLOATS, "<d", float("nan")),
        (FLOATS + 8, "<d", float("inf")),
        (FLOATS + 16, "<d", 1e300),
        (FLOATS + 24, "<i", 2),
        (FLOATS + 32, "<f", float("-inf")),
        (FLOATS + 36, "<B", 255),
    ],
)
def test_a_torch_state_that_cannot_be_never_reaches_torch(offset: int, form: str, value: float) -> None:
    data = bytearray(torch_state(lambda g: torch.rand(3, generator=g)))
    struct.pack_into(form, data, offset, value)
    generator = torch.Generator().manual_seed(2)
    before = read_state(generator)
    with pytest.raises(WireError):
        write_state(generator, schema.Generator("torch", [], bytes(data)))
    assert read_state(generator) == before


@pytest.mark.parametrize("size", [0, 1, 5048, 5055, 5057, 100_000])
def test_a_torch_state_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(WireError):
        new_generator(schema.Generator("torch", [], bytes(size)), ValueDecoder([]))


@pytest.mark.parametrize("seed", range(5))
def test_a_torch_state_with_random_bytes_changed_is_refused_or_harmless(seed: int) -> None:
    rng, honest = np.random.default_rng(seed), torch_state(lambda g: torch.randn(1, generator=g))
    for _ in range(200):
        data = bytearray(honest)
        for place in rng.choice([*range(24), *range(FLOATS, len(data)), *rng.integers(len(data), size=20)], size=3):
            data[place] = rng.integers(256)
        generator = torch.Generator()
        try:
            write_state(generator, schema.Generator("torch", [], bytes(data)))
        except WireError:
            continue
        _, left, _, place = struct.unpack_from("<QiiQ", data)
        assert left + place <= 625
        assert torch.isfinite(torch.randn(1500, generator=generator)).all()


def test_every_torch_state_that_drawing_leads_to_is_taken() -> None:
    generator, other = torch.Generator(), torch.Generator().manual_seed(4)
    write_state(generator, read_state(other))
    draws = (
        lambda: torch.rand(1, generator=other),
        lambda: torch.randn(1, generator=other),
        lambda: torch.randn(1, dtype=torch.float64, generator=other),
        lambda: torch.randn(40, generator=other),
        lambda: torch.randperm(7, generator=other),
    )
    for number in range(1500):
        draws[number % len(draws)]()
        write_state(generator, read_state(other))
    assert torch.equal(torch.randn(50, generator=generator), torch.randn(50, generator=other))
