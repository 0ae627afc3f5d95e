"""Tables and columns of pandas."""

import numpy as np
import pandas as pd
import pandas.testing as tm
import pytest
import tables
from pandas.testing import assert_frame_equal, assert_series_equal

WORDS = pd.DataFrame({"word": ["cow", "eats", "cow"], "count": [2, 1, 3]})


@pytest.fixture
def table():
    return WORDS.copy()


def test_a_table_is_equal():
    assert_frame_equal(tables.load(), WORDS)


def test_a_table_equals():
    assert tables.load().equals(WORDS)


def test_all_entries_are_equal():
    assert (tables.load() == WORDS).all().all()


def test_a_column_as_a_list():
    assert tables.load()["count"].tolist() == [2, 1, 3]


def test_a_sum_of_a_column():
    assert tables.load()["count"].sum() == 6


def test_the_shape_of_a_selection(table):
    result = tables.heavy(table)
    assert isinstance(result, pd.DataFrame)
    assert result.shape == (2, 2)


def test_the_index_of_a_selection(table):
    assert list(tables.heavy(table).index) == [0, 2]


def test_a_mask_selects(table):
    assert table[tables.mask(table)]["count"].tolist() == [2, 3]


def test_a_mask_is_a_series(table):
    assert_series_equal(tables.mask(table), pd.Series([True, False, True], name="count"))


def test_a_grouped_sum(table):
    assert tables.total(table).to_dict() == {"cow": 5, "eats": 1}


def test_a_grouped_sum_by_label(table):
    assert tables.total(table)["cow"] == 5


def test_a_join(table):
    kinds = pd.DataFrame({"word": ["cow"], "kind": ["noun"]})
    result = tables.joined(table, kinds)
    assert result["kind"].isna().sum() == 1 and len(result) == 3


def test_missing_values_are_filled():
    assert tables.filled(pd.DataFrame({"x": [1.0, None]}))["x"].tolist() == [1.0, 0.0]


@pytest.mark.in_place
def test_a_column_is_added_in_place(table):
    tables.add_share(table)
    assert table["share"].tolist() == pytest.approx([1 / 3, 1 / 6, 1 / 2])


@pytest.mark.in_place
def test_a_row_is_dropped_in_place(table):
    tables.drop_first(table)
    assert len(table) == 2


def test_a_table_is_sorted(table):
    expected = pd.DataFrame({"word": ["eats", "cow", "cow"], "count": [1, 2, 3]})
    tm.assert_frame_equal(tables.sorted_by_count(table), expected)


def test_days_are_an_index():
    days = pd.DataFrame({"day": pd.to_datetime(["2027-02-12", "2027-02-11"]), "n": [1, 2]})
    result = tables.by_day(days)
    assert result.index[0] == pd.Timestamp("2027-02-11") and result.index.name == "day"


def test_a_number_from_a_series():
    assert tables.mean(pd.Series([1.0, 2.0, 6.0])) == 3.0


def test_a_series_from_a_series():
    assert_series_equal(tables.centred(pd.Series([1.0, 2.0, 6.0], name="x")), pd.Series([-2.0, -1.0, 3.0], name="x"))


def test_a_series_as_an_array():
    np.testing.assert_allclose(tables.centred(pd.Series([1.0, 2.0, 6.0])).to_numpy(), [-2, -1, 3])


def test_a_series_as_an_array_by_numpy():
    np.testing.assert_allclose(np.asarray(tables.centred(pd.Series([1.0, 2.0, 6.0]))), [-2, -1, 3])


def test_student_code_is_applied_to_rows(table):
    assert table.apply(tables.length, axis=1).tolist() == [5, 5, 6]


def test_student_code_applies_a_function_of_the_test(table):
    assert tables.with_words(table, lambda word: word.upper())["word"].tolist() == ["COW", "EATS", "COW"]


def test_student_code_in_a_pipe(table):
    assert table.pipe(tables.sorted_by_count)["count"].iloc[0] == 1 and table.pipe(tables.heavy).shape == (2, 2)


def test_a_table_as_records(table):
    assert tables.records(table)[1] == {"word": "eats", "count": 1}


def test_a_table_from_records(table):
    assert_frame_equal(tables.from_records(table.to_dict("records")), table)


def test_a_type_of_a_column(table):
    assert tables.types(table)["count"].dtype == np.float32


def test_a_table_of_no_rows():
    result = tables.nothing()
    assert list(result.columns) == ["word", "count"] and result.empty


@pytest.mark.in_place
def test_an_object_shares_its_table(table):
    tables.Counter(table).add("barn")
    assert table["word"].tolist() == ["cow", "eats", "cow", "barn"]


def test_an_object_goes_on_with_its_table(table):
    counter = tables.Counter(table)
    counter.add("barn").add("barn")
    assert counter.table["count"].tolist() == [2, 1, 3, 1, 1]


def test_a_property_is_a_series(table):
    assert tables.Counter(table).words.str.len().tolist() == [3, 4, 3]


def test_rows_are_iterated():
    assert [row.count_ for row in tables.load().rename(columns={"count": "count_"}).itertuples()] == [2, 1, 3]


def test_a_table_in_a_text():
    assert tables.load().to_csv(index=False) == "word,count\ncow,2\neats,1\ncow,3\n"
