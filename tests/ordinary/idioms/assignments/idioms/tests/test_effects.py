"""What student code does to what it was given, and does not return."""

import student


def test_a_list_is_sorted_in_place():
    xs = [3, 1, 2]
    student.sort_in_place(xs)
    assert xs == [1, 2, 3]


def test_a_list_is_not_changed():
    xs = [3, 1, 2]
    assert student.sort_copy(xs) == [1, 2, 3]
    assert xs == [3, 1, 2]


def test_a_copy_is_returned():
    xs = [1, 2]
    result = student.copied(xs)
    assert result == xs
    assert result is not xs


def test_the_same_list_is_returned():
    xs = [1]
    assert student.appended(xs, 2) is xs


def test_a_dict_gets_an_entry():
    table = {"a": 1}
    student.put(table, "b", 2)
    assert table == {"a": 1, "b": 2}


def test_a_set_gets_a_member():
    members = {1}
    student.add(members, 2)
    assert members == {1, 2}


def test_rows_of_a_matrix_are_changed():
    rows = [[1, 2], [3, 4]]
    student.double_rows(rows)
    assert rows == [[2, 4], [6, 8]]


def test_no_list_is_kept_between_calls():
    assert student.collect(1) == [1]
    assert student.collect(2) == [2]


def test_a_list_that_is_handed_out_is_a_copy():
    account = student.Account()
    account.history.append(99)
    assert account.history == []


def test_items_that_the_test_adds_are_seen():
    shelf = student.Shelf()
    shelf.books.append("a")
    assert shelf.count() == 1


def test_a_default_is_not_shared():
    first, second = student.Shelf(), student.Shelf()
    first.books.append("a")
    assert second.books == []


def test_callbacks_fill_a_list():
    seen = []
    student.each([1, 2], seen.append)
    assert seen == [1, 2]
