"""Sparse matrices of scipy, pictures of Pillow."""

import numpy as np
import pictures
import pytest
import scipy.sparse as sp
import tables
from PIL import Image, ImageChops

ROWS = [[0, 2, 0], [1, 0, 0]]


@pytest.fixture
def matrix():
    return sp.csr_matrix(np.array(ROWS))


@pytest.fixture
def picture():
    return Image.fromarray(np.arange(48, dtype=np.uint8).reshape(4, 4, 3))


def test_a_matrix_is_dense():
    assert tables.counts(ROWS).toarray().tolist() == ROWS


def test_a_matrix_is_sparse_and_has_entries():
    result = tables.counts(ROWS)
    assert sp.issparse(result) and result.shape == (2, 3) and result.nnz == 2


def test_a_matrix_by_an_entry():
    assert tables.counts(ROWS)[0, 1] == 2


def test_two_matrices_differ_nowhere(matrix):
    assert abs(tables.scaled(matrix, 3) - 3 * matrix).nnz == 0


def test_a_product(matrix):
    np.testing.assert_array_equal(tables.product(matrix, np.array([1, 2, 3])), [4, 1])


@pytest.mark.in_place
def test_a_matrix_is_changed_in_place(matrix):
    tables.double_in_place(matrix)
    assert matrix.sum() == 6


def test_a_matrix_of_places(matrix):
    result = tables.places(matrix)
    assert result.format == "coo" and sorted(zip(result.row, result.col, strict=True)) == [(0, 1), (1, 0)]


def test_an_array_by_columns(matrix):
    assert isinstance(tables.columns(matrix), sp.csc_array)


def test_a_picture_is_grey(picture):
    assert pictures.grey(picture).mode == "L"


def test_a_picture_is_half(picture):
    assert pictures.half(picture).size == (2, 2)


def test_a_pixel_of_a_picture():
    assert pictures.blank(3, 2).getpixel((2, 1)) == (255, 255, 255)


def test_a_picture_as_an_array(picture):
    np.testing.assert_array_equal(np.asarray(pictures.turned(picture)), np.rot90(np.asarray(picture)))


def test_two_pictures_differ_nowhere(picture):
    assert ImageChops.difference(pictures.turned(picture), picture.rotate(90)).getbbox() is None


@pytest.mark.in_place
def test_a_picture_is_drawn_on(picture):
    picture.putpixel((0, 0), (9, 9, 9))
    pictures.mark(picture)
    assert picture.getpixel((0, 0)) == (0, 0, 0)
