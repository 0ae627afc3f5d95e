"""Tables, sparse matrices and pictures travel by value, are seen when they are changed in place, and are never believed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from PIL import Image

from autograder.grading.remote.fingerprint import Trace
from autograder.model import Verdict
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import REPLY
from autograder.sandbox.inside.wire.decoding import ValueDecoder
from autograder.sandbox.inside.wire.encoding import ValueEncoder
from autograder.sandbox.inside.wire.framing import WireError
from autograder.sandbox.inside.wire.package_parts import MODULES
from autograder.sandbox.inside.wire.package_values import package_values, travels
from autograder.sandbox.packages import WITH_VALUES

from .conftest import SETTINGS, by_name

TABLES = {
    "numbers": pd.DataFrame({"x": [1, 2, 3], "y": [0.5, np.nan, -0.0], "z": np.float32([1, 2, 3])}),
    "words": pd.DataFrame({"word": ["a", "b"], "tag": pd.Series(["N", None], dtype="string")}, index=["one", "two"]),
    "flags": pd.DataFrame({"flag": [True, False], "raw": pd.Series([1, "b"], dtype=object)}),
    "times": pd.DataFrame({"at": pd.to_datetime(["2027-02-12", None]), "took": pd.to_timedelta([1, 2], "s")}),
    "days": pd.DataFrame({"x": [1, 2]}, index=pd.Index(pd.to_datetime(["2027-02-12", "2027-02-13"]), name="day")),
    "no columns": pd.DataFrame(index=[3, 1]),
    "nothing": pd.DataFrame(),
    "two of a name": pd.DataFrame([[1, 2.0], [3, 4.0]], columns=["x", "x"]),
    "numbered": pd.DataFrame(np.arange(6).reshape(2, 3), index=pd.RangeIndex(4, 0, -2, name="i")),
}
SERIES = [
    pd.Series([1.5, 2.5], index=["a", "b"], name="s"),
    pd.Series([], dtype=float),
    pd.Series(["x", np.nan], name=0),
]
SPARSE = [
    getattr(sp, f"{form}_{kind}")(np.array([[0, 1.5, 0], [2, 0, 0]]))
    for form in ("csr", "csc", "coo")
    for kind in ("matrix", "array")
]
PICTURES = [
    Image.fromarray(np.arange(24, dtype=np.uint8).reshape(2, 4, 3)),
    Image.new("1", (5, 3), 1),
    Image.new("L", (0, 2)),
]


def sent(value):
    encoder = ValueEncoder()
    node = package_values.node(encoder, value, package_values.capture(value))
    update = schema.Update(1, node)
    raw = schema.encoder.encode(schema.Reply(1, [update], schema.Result(None)))
    return schema.reply_decoder.decode(raw).updates[0].state, [bytearray(buffer) for buffer in encoder.buffers]


def test_the_engine_knows_the_modules_without_importing_numpy():
    assert set(WITH_VALUES) == set(MODULES)


def there_and_back(value):
    node, buffers = sent(value)
    return package_values.create(ValueDecoder(buffers), node)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_as_it_was(name):
    assert travels(TABLES[name])
    pd.testing.assert_frame_equal(there_and_back(TABLES[name]), TABLES[name], check_freq=False)


@pytest.mark.parametrize("series", SERIES)
def test_a_series_comes_back_as_it_was(series):
    pd.testing.assert_series_equal(there_and_back(series), series)


@pytest.mark.parametrize("matrix", SPARSE, ids=lambda one: type(one).__name__)
def test_a_sparse_matrix_comes_back_as_it_was(matrix):
    back = there_and_back(matrix)
    assert type(back) is type(matrix) and back.dtype == matrix.dtype
    assert (back.toarray() == matrix.toarray()).all()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: one.mode)
def test_a_picture_comes_back_as_it_was(picture):
    back = there_and_back(picture)
    assert (back.mode, back.size, back.tobytes()) == (picture.mode, picture.size, picture.tobytes())


@pytest.mark.parametrize(
    "value",
    [
        pd.DataFrame({"c": pd.Categorical(["a", "b"])}),
        pd.DataFrame({"o": [object()]}),
        pd.DataFrame({"x": [1]}, index=pd.MultiIndex.from_tuples([(1, 2)])),
        sp.lil_matrix((2, 2)),
        Image.new("P", (2, 2)),
        type("Mine", (pd.DataFrame,), {})({"x": [1]}),
        np.zeros(2),
        "text",
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_written_down_does_not_travel(value):
    assert not travels(value)


@pytest.mark.parametrize(
    "value", [*TABLES.values(), *SERIES, *SPARSE, *PICTURES], ids=lambda value: type(value).__name__
)
def test_a_change_in_place_is_noticed_sent_and_taken_back(value):
    twin, before = there_and_back(value), package_values.capture(value)
    assert package_values.same(twin, before)
    changed = there_and_back(value)
    if isinstance(value, pd.DataFrame):
        changed["new"] = 7
    elif isinstance(value, pd.Series):
        changed.name = "new"
    elif isinstance(value, Image.Image):
        changed = changed.convert("F")
    else:
        changed.data[0] = 9
    assert not package_values.same(changed, before)
    node, buffers = sent(changed)
    package_values.assign(ValueDecoder(buffers), twin, node)
    assert package_values.same(twin, package_values.capture(changed))
    package_values.restore(twin, before)
    assert package_values.same(twin, before)


def csr(data, indices, indptr, shape):
    encoder = ValueEncoder()
    arrays = [
        schema.Array(encoder.add(np.asarray(one).tobytes()), np.asarray(one).dtype.str, list(np.shape(one)), True)
        for one in (data, indices, indptr)
    ]
    node = schema.Packaged("scipy.sparse.csr_matrix", [schema.Parts(list(shape)), *arrays])
    return node, [bytearray(buffer) for buffer in encoder.buffers]


I = np.int32  # noqa: E741
LIES = {
    "a column far away": csr([1.0], I([1 << 30]), I([0, 1]), (1, 2)),
    "a column before the first": csr([1.0], I([-1]), I([0, 1]), (1, 2)),
    "rows that go back": csr([1.0, 2.0], I([0, 1]), I([0, 5, 2]), (2, 2)),
    "rows that end late": csr([1.0], I([0]), I([0, 9]), (1, 2)),
    "too few rows": csr([1.0], I([0]), I([0, 1]), (1 << 20, 2)),
    "fewer places than entries": csr([1.0, 2.0], I([0]), I([0, 2]), (1, 2)),
    "places that are no numbers": csr([1.0], np.float64([0]), I([0, 1]), (1, 2)),
    "three dimensions": csr([1.0], I([0]), I([0, 1]), (1, 2, 3)),
    "a negative shape": csr([1.0], I([0]), I([0, 1]), (-1, 2)),
    "a shape of words": csr([1.0], I([0]), I([0, 1]), ("1", "2")),
    "another kind": (schema.Packaged("pandas.eval", [1]), []),
    "another module": (schema.Packaged("os.system", ["true"]), []),
    "no parts": (schema.Packaged("pandas.DataFrame", []), []),
    "parts without an end": (schema.Packaged("pandas.Series", [schema.Parts([schema.Parts([schema.Parts([schema.Parts([schema.Parts([schema.Parts([])])])])])])]), []),
    "an index without an end": (
        schema.Packaged(
            "pandas.DataFrame",
            [schema.Parts([None, "range", schema.Parts([0, 1 << 60, 1])]), schema.Parts([None, "object", schema.Parts([])]), schema.Parts([])],
        ),
        [],
    ),
    "a column of objects": (
        schema.Packaged(
            "pandas.Series",
            [schema.Parts([None, "range", schema.Parts([0, 1, 1])]), None, schema.Parts(["object", schema.Parts([schema.List([1])])])],
        ),
        [],
    ),
    "a type by name": (
        schema.Packaged(
            "pandas.Series",
            [schema.Parts([None, "range", schema.Parts([0, 1, 1])]), None, schema.Parts(["category", schema.Parts(["a"])])],
        ),
        [],
    ),
    "a column of another length": (
        schema.Packaged(
            "pandas.Series",
            [schema.Parts([None, "range", schema.Parts([0, 9, 1])]), None, schema.Parts(["object", schema.Parts(["a"])])],
        ),
        [],
    ),
    "a large picture of few bytes": (
        schema.Packaged("PIL.Image.Image", ["RGB", schema.Parts([1 << 20, 1 << 20]), schema.Array(0, "|u1", [3], True)]),
        [bytearray(3)],
    ),
    "a picture of a mode of its own": (
        schema.Packaged("PIL.Image.Image", ["P", schema.Parts([1, 1]), schema.Array(0, "|u1", [1], True)]),
        [bytearray(1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_a_value_that_cannot_be_is_refused(name):
    node, buffers = LIES[name]
    with pytest.raises(WireError):
        package_values.create(ValueDecoder(buffers, REPLY), node)


def fingerprints(value):
    node, buffers = sent(value)
    trace = Trace()
    trace.add(schema.Reply(1, [schema.Update(-1, node)], schema.Result(schema.Mirror(-1))), buffers, 100)
    return trace.fingerprints("check")


def test_answers_that_differ_have_other_fingerprints_and_noise_has_none():
    table = TABLES["numbers"]
    others = [table.assign(y=0.0), table.rename(columns={"x": "a"}), table[["y", "x", "z"]], table.set_index("x")]
    digests = [fingerprints(one) for one in (table, *others)]
    assert len({one[0] for one in digests}) == len(digests)
    assert set(fingerprints(table.assign(y=table["y"] * (1 + 1e-15)))) & set(digests[0])


STUDENT = """
    import numpy as np
    import pandas as pd
    import scipy.sparse
    from PIL import Image

    def load(): return pd.DataFrame({"word": ["a", "b"], "count": [2, 1]})
    def ranks(table): return table.sort_values("count")["word"].tolist()
    def add_share(table): table["share"] = table["count"] / table["count"].sum()
    def same(table): return table
    def counts(): return scipy.sparse.csr_matrix(np.array([[0, 2], [1, 0]]))
    def grey(picture): return picture.convert("L")
    class Model:
        def __init__(self): self.table = load()
        def grow(self): self.table.loc[2] = ["c", 5]
"""
TEST = """
    import numpy as np
    import pandas as pd
    import pytest
    from PIL import Image

    import student

    def test_a_table_is_a_table():
        pd.testing.assert_frame_equal(student.load(), pd.DataFrame({"word": ["a", "b"], "count": [2, 1]}))
        assert student.ranks(student.load()) == ["b", "a"]

    @pytest.mark.in_place
    def test_a_column_that_is_added_in_place_is_seen():
        table = pd.DataFrame({"count": [1, 3]})
        student.add_share(table)
        assert table["share"].tolist() == [0.25, 0.75]
        assert student.same(table) is table

    def test_an_object_and_its_table_go_on():
        model = student.Model()
        assert len(model.table) == 2
        model.grow()
        assert model.table["count"].tolist() == [2, 1, 5]

    def test_a_sparse_matrix_and_a_picture():
        assert student.counts().toarray().tolist() == [[0, 2], [1, 0]]
        assert student.grey(Image.new("RGB", (2, 2), "white")).getpixel((1, 1)) == 255

    def test_a_wrong_table_fails():
        pd.testing.assert_frame_equal(student.load(), pd.DataFrame({"word": ["a", "b"], "count": [2, 2]}))
"""


@pytest.mark.slow
def test_a_homework_with_these_packages_is_graded(grade):
    settings = SETTINGS.replace("256 MiB", "1 GiB") + "preload: [numpy, pandas, scipy.sparse, PIL.Image]\n"
    found = by_name(grade(STUDENT, TEST, settings))
    wrong = found.pop("test_a_wrong_table_fails")
    assert {name: one.message for name, one in found.items() if one.verdict is not Verdict.PASSED} == {}
    assert wrong.verdict is Verdict.FAILED
