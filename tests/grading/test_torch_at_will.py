"""No answer of student code makes torch's own classes and transforms around it a grader error."""

from __future__ import annotations

import pytest

from autograder.model import Verdict

from .conftest import SETTINGS, by_name

pytest.importorskip("torch")

TEST = """
    import pickle
    import pytest
    import torch
    from torch import nn
    from torch.utils.data import DataLoader
    import student

    class Holder(nn.Module):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

    def test_attribute(): assert Holder(None).__setattr__("w", student.make()) is None
    def test_constructor(): assert isinstance(Holder(student.make()).inner, torch.Tensor)
    def test_local_class():
        held = nn.Identity()
        held.w = student.make()
        assert torch.equal(held.w, torch.zeros(2))
    def test_sequential(): assert len(nn.Sequential(student.make())) == 3
    @pytest.mark.timeout(5)
    def test_workers(): assert len(list(DataLoader(student.make(), num_workers=1))) == 2
    def test_pickle(): assert pickle.loads(pickle.dumps(student.make())) == 1
    def test_vmap(): torch.testing.assert_close(torch.func.vmap(student.f)(torch.ones(2)), torch.ones(2))
    def test_vmap_of_a_lambda():
        torch.testing.assert_close(torch.func.vmap(lambda x: student.f(x))(torch.ones(2)), torch.ones(2))
    def test_grad(): assert torch.func.grad(lambda x: student.f(x).sum())(torch.ones(2)).sum() == 5
    def test_hessian(): assert torch.func.hessian(student.f)(torch.ones(2)).sum() == 5
"""
TORCH_SETTINGS = SETTINGS.replace("256 MiB", "1 GiB").replace("pieces:", "packages: [torch]\npieces:")
ANSWERS = {
    "a module of a class of its own": ("make.Layer()", "True"),
    "an object": ("object()", "object()"),
    "a data set": ("Data()", "x.numpy()"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ANSWERS)
def test_no_answer_is_a_grader_error(grade, name):
    made, mapped = ANSWERS[name]
    student = f"""
        import torch
        class Data(torch.utils.data.IterableDataset):
            def __iter__(self): return iter([1, 2])
        def make(): return {made}
        class Layer(torch.nn.Module): pass
        make.Layer = Layer
        def f(x): return {mapped}
    """
    outcomes = by_name(grade(student, TEST, TORCH_SETTINGS))
    ours = {check: o.message + o.staff[-900:] for check, o in outcomes.items() if o.verdict is Verdict.GRADER_ERROR}
    assert not ours


@pytest.mark.slow
def test_a_class_in_place_of_a_function_is_no_grader_error(grade):
    student = """
        import torch
        class make(torch.nn.Module): pass
        class f(torch.nn.Module):
            def __init__(self, x): super().__init__()
    """
    outcomes = by_name(grade(student, TEST, TORCH_SETTINGS))
    assert not [check for check, outcome in outcomes.items() if outcome.verdict is Verdict.GRADER_ERROR]
