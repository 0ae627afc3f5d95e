"""A graded child does what a plain program does: the imports and the torch calls that are used most, and the state that
a program starts with. Where it is meant to differ, that is listed here with its reason.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from . import common_imports, torch_calls
from .plain import graded, plain

pytest.importorskip("torch")

#: differences that are meant: program -> (what a child says, why)
MEANT = {
    "workers": ("raised PermissionError: [Errno 1] Operation not permitted", "no process can be started in the jail"),
    "flex_attention": ("tensor(", "a plain program that is told not to compile is refused what has to be one graph"),
    "fullgraph": ("tensor(", "the same"),
}
#: the plain program is told this, too: compiled or not, the values are the same, and few machines have a compiler
NOT_COMPILED = {"TORCH_COMPILE_DISABLE": "1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One that a child's user can pass through."""
    for path in (tmp_path, tmp_path.parent):
        path.chmod(0o755)
    return tmp_path


@pytest.mark.slow
def test_a_hundred_calls_of_torch_give_the_same(folder: Path):
    texts = {name: torch_calls.PREAMBLE + text for name, text in torch_calls.programs().items()}
    assert len(texts) >= 100
    expected = plain(texts, "import torch, torch._dynamo", folder, NOT_COMPILED)
    found = graded(texts, ["numpy", "torch"], folder)
    different = {
        name: (expected[name], found[name]) for name in texts if name not in MEANT and expected[name] != found[name]
    }
    assert not different
    assert all(found[name].startswith(said) for name, (said, _) in MEANT.items())
    unknown = [
        name for name, said in found.items() if said.startswith("raised") and name not in {*MEANT, *torch_calls.RAISING}
    ]
    assert not unknown


#: what imports a compiler in a plain program
NOT_TO_IMPORT = [
    "use_deterministic_algorithms", "torch.compile", "torch.compile as a decorator", "torch.compiler", "torch.compile of a module",
    "torch.compile and copies", "torch.compile with options", "torch.compile in place", "torch.compile of methods",
    "torch.compiler's helpers", "settings of dynamo", "fullgraph", "cotangent",
]  # fmt: skip


@pytest.mark.slow
def test_no_compiler_is_imported_where_nothing_is_compiled(folder: Path):
    """It would take some 3 s of processor time in each check."""
    seen = "\nimport sys; result = [n for n in sys.modules if n == 'sympy' or n.startswith(('torch._inductor', 'torch._dynamo.'))]"
    programs = torch_calls.programs()
    texts = {name: torch_calls.PREAMBLE + programs[name] + seen for name in NOT_TO_IMPORT}
    found = graded(texts, ["numpy", "torch"], folder)
    assert {said for name, said in found.items() if name != "settings of dynamo"} == {"list()"}
    assert found["settings of dynamo"] == "list('torch._dynamo.config')"


@pytest.mark.slow
def test_the_imports_of_such_courses_give_the_same(folder: Path):
    texts = common_imports.programs()
    expected = plain(texts, "import numpy.random", folder)
    found = graded({**texts, **common_imports.foreign()}, ["numpy"], folder)
    assert not {name: (expected[name], found[name]) for name in texts if expected[name] != found[name]}
    for name in common_imports.FOREIGN:
        top = name.partition(".")[0]
        assert found[name] == f"tuple('ModuleNotFoundError', {f'No module named {top!r}'!r}, {top!r}, None)"


STATE = {
    "once: processes": "import multiprocessing as m; m.set_start_method('spawn'); result = m.get_start_method()",
    "once: processes of torch": "import torch.multiprocessing as m; m.set_start_method('spawn'); m.set_sharing_strategy('file_system'); result = m.get_start_method()",
    "once: stacks": "import threading; threading.stack_size(2**26); result = threading.stack_size()",
    "once: libraries": "import torch; l = torch.library.Library('mine', 'DEF'); l.define('f(Tensor x) -> Tensor'); torch.utils.rename_privateuse1_backend('mine'); result = torch._C._get_privateuse1_backend_name()",
    "warnings": "import warnings; result = list(warnings.filters), warnings.onceregistry",
    "warnings shown already": "import sys; result = sorted(n for n, m in sys.modules.items() if vars(m).get('__warningregistry__'))",
    "logging": "import logging; result = logging.root.handlers, logging.root.level, logging.root.manager.disable",
    "signals": "import signal; result = [(s.name, str(signal.getsignal(s))) for s in signal.Signals], signal.pthread_sigmask(signal.SIG_BLOCK, [])",
    "collector": "import gc; result = gc.isenabled(), gc.get_threshold(), gc.get_debug(), gc.callbacks",
    "interpreter": "import sys; result = sys.getrecursionlimit(), sys.getswitchinterval(), sys.gettrace(), sys.getprofile(), sys.warnoptions, sys._xoptions, sys.get_asyncgen_hooks()",
    "hooks": "import sys, threading; result = sys.excepthook is sys.__excepthook__, sys.unraisablehook is sys.__unraisablehook__, sys.breakpointhook is sys.__breakpointhook__, threading.excepthook.__name__",
    "streams": "import sys; result = sys.stdout is sys.__stdout__, sys.stderr is sys.__stderr__, sys.stdin is sys.__stdin__",
    "threads": "import threading; result = threading.active_count(), threading.Thread(target=len).name",
    "main": "import __main__; result = __main__.__name__, __main__.__doc__, __main__.__spec__",
    "locale": "import locale, time; result = locale.setlocale(locale.LC_ALL), time.tzname",
    "decimal": "import decimal; result = decimal.getcontext()",
    "atexit": "import atexit; result = atexit._ncallbacks()",
    "builtins": "import builtins; result = sorted(vars(builtins))",
    "pickling": "import copyreg; result = sorted(map(str, copyreg.dispatch_table))",
    "numpy": "import numpy as np; result = np.geterr(), np.get_printoptions(), np.geterrcall(), np.getbufsize()",
    "torch": "import torch; result = torch.get_default_dtype(), torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.is_anomaly_enabled(), torch.get_default_device(), torch.get_float32_matmul_precision(), torch.are_deterministic_algorithms_enabled(), torch.is_autocast_enabled('cpu'), torch.is_warn_always_enabled(), torch._tensor_str.PRINT_OPTS, torch.utils.deterministic.fill_uninitialized_memory",
    "hooks of torch": "from torch.nn.modules import module as m; from torch.optim import optimizer as o; result = m._global_forward_hooks, m._global_backward_hooks, o._global_optimizer_pre_hooks, o._global_optimizer_post_hooks",
}  # fmt: skip


@pytest.mark.slow
def test_a_child_starts_with_the_state_of_a_fresh_program(folder: Path):
    expected = plain(STATE, "import torch, numpy.random", folder, {"LANG": "C.UTF-8"})
    found = graded(STATE, ["numpy", "torch"], folder)
    assert not {name: (expected[name], found[name]) for name in STATE if expected[name] != found[name]}


@pytest.mark.slow
@pytest.mark.parametrize("preload", ["numpy", "torch"])
def test_no_submodule_is_there_that_a_program_would_have_to_import(folder: Path, preload: str):
    """So that a forgotten `import xml.etree.ElementTree` fails here as it does on a laptop."""
    text = {"": "import sys; result = sorted(name for name in sys.modules if '._' not in f'.{name}' and '.' in name)"}
    expected = plain(text, f"import numpy.random, {preload}", folder)[""]
    found = graded(text, [preload], folder)[""]
    extra = {*ast.literal_eval(found.removeprefix("list"))} - {*ast.literal_eval(expected.removeprefix("list"))}
    assert extra <= {"encodings.ascii"}


def test_nothing_tells_where_the_grader_lies(folder: Path):
    text = "import sys, linecache; result = [*linecache.cache, *sys.path_importer_cache, *sys.orig_argv, *sys.path]"
    root = str(Path(__file__).resolve().parents[2])
    found = graded({"": text}, ["numpy"], folder)[""]
    assert f"{root}/autograder" not in found
    assert f"'{root}'" not in found
