"""Datasets and loaders."""

import nets
import pytest
import torch
from nets import Squares, Stream
from torch.utils.data import DataLoader, Subset, TensorDataset, random_split


def test_a_length():
    assert len(Squares(5)) == 5


def test_an_item():
    x, y = Squares(5)[3]
    assert (x.item(), y.item()) == (3, 9)


def test_out_of_range():
    with pytest.raises(IndexError):
        Squares(2)[2]


def test_a_dataset_is_one():
    assert isinstance(Squares(2), torch.utils.data.Dataset)


def test_iteration_by_index():
    assert [y.item() for _, y in Squares(3)] == [0, 1, 4]


def test_a_loader():
    xs, ys = next(iter(DataLoader(Squares(6), batch_size=4)))
    assert xs.shape == (4, 1)
    assert ys.tolist() == [0, 1, 4, 9]


def test_the_length_of_a_loader():
    assert len(DataLoader(Squares(6), batch_size=4)) == 2


def test_a_loader_that_shuffles():
    torch.manual_seed(0)
    ys = torch.cat([y for _, y in DataLoader(Squares(20), batch_size=5, shuffle=True)])
    assert sorted(ys.tolist()) == [i * i for i in range(20)]
    assert ys.tolist() != sorted(ys.tolist())


def test_a_stream():
    assert [x.item() for x in Stream(3)] == [0, 1, 2]


def test_collation():
    loader = DataLoader([[1, 2], [3]], batch_size=2, collate_fn=nets.collate)
    assert next(iter(loader)).tolist() == [[1, 2], [3, 0]]


def test_a_subset():
    assert Subset(Squares(5), [4])[0][1] == 16


def test_a_split():
    first, second = random_split(Squares(5), [3, 2])
    assert (len(first), len(second)) == (3, 2)


def test_batches_by_a_generator():
    assert [len(batch) for batch in nets.batches(torch.arange(5), 2)] == [2, 2, 1]


def test_a_loader_of_the_test_is_passed():
    assert nets.mean_of_loader(DataLoader(torch.arange(5.0), batch_size=2)) == 2


def test_a_list_of_batches_is_passed():
    assert nets.mean_of_loader([torch.arange(3), torch.arange(3)]) == 1


def test_a_dataset_of_the_test_is_passed():
    with pytest.raises(TypeError):
        nets.mean_of_loader(TensorDataset(torch.zeros(2)))
