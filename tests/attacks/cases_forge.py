"""Attacks that earn points without computing the answer."""

from __future__ import annotations

from .attack import Attack, Group


def _forge(name: str, source: str, *shows: str, says: str = "", spoils: bool = False, **extra: str) -> Attack:
    files = {path.replace("__", "/"): text for path, text in extra.items()}
    return Attack(Group.FORGE, name, source, shows or ("failed",), says, spoils, files)


_EQUAL = """
    def answer(kind, *arguments):
        class Equal(kind):
            __eq__ = __le__ = __ge__ = __contains__ = lambda self, other: True
            __ne__ = __lt__ = __gt__ = lambda self, other: False
            __bool__ = lambda self: True
            __hash__ = lambda self: 0
            __abs__ = __sub__ = __rsub__ = lambda self, *_: 0
        return Equal(*arguments)
"""

_FRAME = """
    import struct
    def frame(header, buffers=()):
        lengths = struct.pack(f"<{len(buffers)}Q", *map(len, buffers))
        return struct.pack("<II", len(header), len(buffers)) + lengths + header + b"".join(buffers)
    def wire():
        agent = next(f.f_locals["self"] for f in frames() if type(f.f_locals.get("self")).__name__ == "RpcServer")
        return agent
    def frames():
        frame = sys._getframe()
        while frame:
            yield frame
            frame = frame.f_back
    def ours(name):  # not to be imported by name, but not hidden from whoever looks
        return type(wire())._send.__globals__[name]
"""

ATTACKS = (
    _forge("returns an object that equals everything", _EQUAL + """
    def attack(x, oracle):
        return answer(object)
    """, says="Equal"),
    _forge("returns a number that equals everything", _EQUAL + """
    def attack(x, oracle):
        return answer(int, 7)
    """),
    _forge("returns a text that equals everything", _EQUAL + """
    def attack(x, oracle):
        return answer(str, "7")
    """),
    _forge("returns an array that equals everything", _EQUAL + """
    def attack(x, oracle):
        import numpy as np
        return np.zeros(3).view(type(answer(np.ndarray, 3)))
    """),
    _forge("returns an array of objects that equal everything", _EQUAL + """
    def attack(x, oracle):
        import numpy as np
        return np.array([answer(object)], dtype=object)
    """),
    _forge("returns a class that equals everything", """
        class Meta(type):
            __eq__ = lambda self, other: True
            __hash__ = lambda self: 0
        def attack(x, oracle):
            return Meta("int", (int,), {})
    """),
    _forge("returns a generator that never ends", """
        def attack(x, oracle):
            import itertools
            return itertools.count()
    """),
    _forge("returns nan", """
        def attack(x, oracle):
            return float("nan")
    """),
    _forge("returns the test's own function", """
        def attack(x, oracle):
            return oracle
    """),
    _forge("returns an empty array, which all comparisons hold of", """
        def attack(x, oracle):
            import numpy as np
            return np.empty(0)
    """),
    *(_forge(f"raises {what} to end the test", f"""
        def attack(x, oracle):
            {code}
    """, *shows) for what, code, *shows in (
        ("SystemExit", "raise SystemExit(0)"),
        ("KeyboardInterrupt", "raise KeyboardInterrupt"),
        ("GeneratorExit", "raise GeneratorExit"),
        ("StopIteration", "raise StopIteration(7)"),
        ("AssertionError", "raise AssertionError('passed')"),
        ("a skip of unittest", "import unittest; raise unittest.SkipTest('no need')"),
        ("a skip of its own", "raise type('Skipped', (BaseException,), {'__module__': '_pytest.outcomes'})('no need')"),
        ("pytest's own exit", "from _pytest.outcomes import exit; exit('done', returncode=0)"),
        ("pytest's own skip", "from _pytest.outcomes import skip; skip('no need')"),
        ("an expected failure of pytest", "from _pytest.outcomes import xfail; xfail('known')"),
    )),
    _forge("swallows the error of the test's function", """
        def attack(x, oracle):
            try:
                oracle()
            except BaseException:
                pass
            return 7
    """, says="assert 7 =="),
    _forge("asks the test's function for the answer bit by bit", """
        def attack(x, oracle):
            return sum(oracle(f"{x}{i}") << i for i in range(56))
    """),
    _forge("prints the events of a passed check", """
        def attack(x, oracle):
            import json
            check = {"id": "public/test_public.py::test_attack", "title": "", "points": 1.0}
            event = {"type": "finished", "outcome": {"check": check, "verdict": "passed", "earned": 1.0}}
            for stream in (sys.stdout, sys.stderr):
                print("\\n" + json.dumps(event), file=stream, flush=True)
    """),
    _forge("writes the events of a passed check to everything open", """
        def attack(x, oracle):
            event = b'\\n{"type":"finished","outcome":{"check":{"id":"public/test_public.py::test_attack","title":""},"verdict":"passed","earned":1.0}}\\n'
            for descriptor in range(3, 256):
                with contextlib.suppress(OSError):
                    os.write(descriptor, event)
    """, "failed", "crashed"),
    _forge("writes results.json wherever it might be read", """
        def attack(x, oracle):
            for folder in (RESULTS, ".", "..", WORK, "/autograder/results", "/tmp"):
                with contextlib.suppress(OSError):
                    open(f"{folder}/results.json", "w").write('{"score": 100}')
    """),
    _forge("appends to the outcomes", """
        def attack(x, oracle):
            with contextlib.suppress(OSError):
                open(f"{RESULTS}/outcomes.jsonl", "a").write('{"line":"end","interrupted":""}')
    """),
    _forge("answers before it was asked", _FRAME + """
    def attack(x, oracle):
        os.write(wire()._write, frame(b"\\x93\\x00\\x90\\x92\\xa2ok\\x07") * 3)
    """, "crashed", says="cannot be used"),
    _forge("answers twice", _FRAME + """
    def attack(x, oracle):
        agent, nodes = wire(), ours("schema")
        reply = nodes.encoder.encode(nodes.Reply(agent._request, [], nodes.Result(7)))
        os.write(agent._write, frame(reply))
        return 7
    """),
    _forge("answers with what it was asked", _FRAME + """
    def attack(x, oracle):
        agent = wire()
        os.write(agent._write, frame(b"\\xc1" * 64))
        os._exit(0)
    """, "crashed"),
    _forge("closes the wire", _FRAME + """
    def attack(x, oracle):
        os.close(wire()._write)
        os.close(wire()._read)
    """, "crashed"),
    _forge("joins its output to the wire", _FRAME + """
    def attack(x, oracle):
        os.dup2(wire()._write, 1)
        print("passed")
    """, "crashed"),
    _forge("rewrites the agent so that every answer is the same", _FRAME + """
    def attack(x, oracle):
        nodes, globals_ = ours("schema"), type(wire())._send.__globals__
        globals_["RpcServer"]._perform = lambda self, operation, decoder: 42
        globals_["describe"] = lambda error, root: nodes.Result(42)
        globals_["_Encoder"].encode = lambda self, value, depth=0: 42
        return 42
    """),
    _forge("breaks every comparison that NumPy and Python have", """
        def attack(x, oracle):
            import builtins
            import numpy as np
            np.allclose = np.array_equal = np.isclose = lambda *_, **__: True
            np.testing.assert_allclose = np.testing.assert_array_equal = lambda *_, **__: None
            builtins.isinstance = builtins.all = builtins.any = lambda *_: True
            return np.array(7)
    """),
    _forge("hangs points on its own functions", """
        def attack(x, oracle):
            return None
        attack.__weight__ = attack.__score__ = attack.__leaderboard_value__ = 100
        attack.__number__, attack.__visibility__ = "1.1", "visible"
        double.__score__ = 100
    """),
    _forge("submits tests, configuration and plugins of its own", """
        def attack(x, oracle):
            return 7
    """,
        **{
            "conftest.py": "import pytest\n@pytest.fixture(autouse=True)\ndef win(): pytest.skip()\n",
            "pytest.ini": "[pytest]\naddopts = --collect-only\n",
            "sitecustomize.py": "import os; os._exit(0)\n",
            "tests__test_public.py": "def test_attack(): pass\n",
            "numpy__init__.py": "raise SystemExit\n",
            "pytest.py": "raise SystemExit\n",
            "drivers.py": "raise SystemExit\n",
        },
    ),
    _forge("leaves before its tests begin", """
        os._exit(0)
    """, "crashed", says="exit code 0", spoils=True),
    _forge("ends the program with exit code 0 from inside", """
        def attack(x, oracle):
            sys.stdout.flush()
            os._exit(0)
    """, "crashed", says="exit code 0"),
    _forge("ends the program when it is told to exit", """
        import atexit
        atexit.register(lambda: print("passed"))
        def attack(x, oracle):
            sys.exit(0)
    """),
)  # fmt: skip
