"""Attacks by objects that a test holds, and by what a test sends: values, classes, mocks, copies, programs, warnings."""

from __future__ import annotations

from .attack import Attack, Group


def _attack(
    group: Group, check: str, name: str, source: str, *shows: str, says: str = "", spoils: bool = False
) -> Attack:
    return Attack(group, name, source, shows or ("failed",), says, spoils, check=check)


def _forge(check: str, name: str, source: str, *shows: str, says: str = "", spoils: bool = False) -> Attack:
    return _attack(Group.FORGE, check, name, source, *shows, says=says, spoils=spoils)


_LIAR = """
    class Liar:
        __eq__ = __le__ = __ge__ = __contains__ = lambda self, other: True
        __ne__ = __lt__ = __gt__ = lambda self, other: False
        __bool__ = lambda self: True
        __hash__ = lambda self: 0
        __len__ = lambda self: 1
        __index__ = __int__ = lambda self: 1
        __getattr__ = lambda self, name: self
        __getitem__ = __call__ = lambda self, *_, **__: self
"""

_KINDS = (
    ("a list of a class with its own ==", "class L(Liar, list): pass\n", "L([0])"),
    ("a dict of a class with its own ==", "class D(Liar, dict): pass\n", "D(x=0)"),
    ("a whole number of a class with its own ==", "class I(Liar, int): pass\n", "I(7)"),
    ("a Counter of a class that counts anything", "import collections\nclass C(Liar, collections.Counter): pass\n",
     "C(x=0)"),
    ("a named tuple with its own ==", "import collections\nclass T(Liar, collections.namedtuple('T', 'x')): pass\n",
     "T(0)"),
    ("a fraction of a class with its own ==", "import fractions\nclass F(Liar, fractions.Fraction): pass\n", "F(1, 2)"),
    ("a decimal of a class with its own ==", "import decimal\nclass D(Liar, decimal.Decimal): pass\n", "D('1')"),
    ("a date of a class with its own ==", "import datetime\nclass D(Liar, datetime.date): pass\n", "D(2027, 1, 4)"),
    ("a member of an enumeration with its own ==", "import enum\nclass E(int, enum.Enum):\n    A = 7\n"
     "    __eq__ = lambda self, other: True\n    __hash__ = lambda self: 0\n", "E.A"),
    ("a dataclass with its own ==", "import dataclasses\n@dataclasses.dataclass\nclass D:\n    x: int = 0\n"
     "    __eq__ = lambda self, other: True\n", "D()"),
    ("a list that holds an object equal to everything", "", "[Liar()]"),
    ("a dict whose key is equal to everything", "", "{Liar(): Liar()}"),
    ("a set of objects equal to everything", "", "{Liar()}"),
    ("a defaultdict that makes whatever is looked up", "import collections\n", "collections.defaultdict(Liar, x=Liar())"),
    ("a deque of objects equal to everything", "import collections\n", "collections.deque([Liar()])"),
    ("an object that says it is a list", "class L(Liar):\n    __class__ = property(lambda self: list)\n", "L()"),
    ("an object that says it is a whole number", "class L(Liar):\n    __class__ = property(lambda self: int)\n", "L()"),
    ("the class of objects equal to everything", "", "Liar"),
)  # fmt: skip


def _told(definition: str, value: str) -> str:
    lines = "".join(f"    {line}\n" for line in definition.splitlines())
    return f"{_LIAR}{lines}\n    def told(x):\n        return {value}\n"


DATA = (
    *(_forge("2.1", f"tells {kind}", _told(definition, value), "failed", "crashed") for kind, definition, value in _KINDS),
    _forge("2.1", "tells a list that contains itself", """
        def told(x):
            items = [0]
            items.append(items)
            return items
    """, "crashed", says="contains itself"),
    _forge("2.1", "tells one thing and another when it is read again", """
        class Moving(list):
            def __iter__(self):
                import random
                return iter([random.getrandbits(56)])
            def __len__(self):
                return 1
        def told(x):
            return Moving()
    """),
    _forge("2.1", "tells a range of more numbers than there are", """
        def told(x):
            return range(10 ** 30)
    """),
)  # fmt: skip

SAYS = (
    _forge("2.2", "lies in its repr, its text and its doc", _LIAR + """
    class Text(Liar, str):
        pass
    class Thing:
        __doc__ = Text("thing")
        __repr__ = __str__ = lambda self: Text("thing")
        __format__ = lambda self, spec: Text("thing")
        __hash__ = lambda self: True
    def thing():
        return Thing()
    """, "crashed", says="repr gave a Text"),
    _forge("2.2", "names its class by a text that equals everything", _LIAR + """
    class Text(Liar, str):
        pass
    def thing():
        kind = type("Thing", (), {})
        kind.__name__ = kind.__qualname__ = Text("Thing")
        return kind()
    """),
    _forge("2.2", "says of itself without end", """
        class Thing:
            def __repr__(self):
                return "7" * (1 << 26)
        def thing():
            return Thing()
    """, "failed", "crashed", "out of memory"),
    _attack(Group.ESCAPE, "2.2", "never comes back from saying what it is", """
        class Thing:
            def __repr__(self):
                while True:
                    pass
        def thing():
            return Thing()
    """, "timed out"),
    _forge("2.2", "skips the test when it is asked what it is", """
        class Thing:
            def __repr__(self):
                import unittest
                raise unittest.SkipTest("no need")
        def thing():
            return Thing()
    """),
)  # fmt: skip

_SEARCH = """
    def search(thing, seen, depth=0):
        if id(thing) in seen or depth > 6 or len(seen) > 2_000:
            return
        seen[id(thing)] = thing
        if isinstance(thing, str):
            if "token-" in thing:
                loot(thing)
            return
        import gc
        for part in gc.get_referents(thing):
            search(part, seen, depth + 1)
        for name in ("__globals__", "__code__", "__closure__", "__defaults__", "__wrapped__", "__self__", "__dict__"):
            search(tried(getattr, thing, name), seen, depth + 1)
"""

SENT = (
    _attack(Group.READ, "2.3", "searches a test's class for what else its file holds", _SEARCH + """
    class Base:
        def know(self, x):
            search(type(self), {})
            search(type(self).ask, {})
            for module in list(sys.modules.values()):
                for name in ("KEY", "unknowable", "SEEN"):
                    loot(tried(getattr, module, name))
    """),
    _attack(Group.READ, "2.3", "looks into the function that a test's class uses", _SEARCH + """
    class Base:
        def know(self, x):
            note = next(value for value in (cell.cell_contents for cell in type(self).ask.__closure__) if callable(value))
            search(note, {})
            for name in dir(note):
                loot(tried(getattr, note, name))
            import inspect
            loot(tried(inspect.getsource, note), tried(note, "x"), tried(note, note), tried(note))
            return tried(note, "unknowable")
    """),
    _attack(Group.READ, "2.3", "asks for the source of a test's class and of its file", """
        class Base:
            def know(self, x):
                import inspect
                kind = type(self)
                for get in (inspect.getsource, inspect.getfile, inspect.getsourcefile, inspect.getmodule):
                    loot(tried(get, kind), tried(get, kind.ask))
                loot(tried(contents, kind.ask.__code__.co_filename))
    """),
    _forge("2.3", "puts other methods into a test's class", _LIAR + """
    class Base:
        def __init_subclass__(cls):
            cls.ask = lambda self, x: Liar()
    """),
    _forge("2.3", "makes something else of a test's class", _LIAR + """
    class Meta(type):
        def __new__(meta, name, bases, members):
            return type.__new__(meta, name, bases, members) if name == "Base" else Liar()
    class Base(metaclass=Meta):
        pass
    """),
    _forge("2.3", "skips the test when a class derives from its own", """
        class Base:
            def __init_subclass__(cls):
                import unittest
                raise unittest.SkipTest("no need")
    """),
    _attack(Group.ESCAPE, "2.3", "never comes back when a class derives from its own", """
        class Base:
            def __init_subclass__(cls):
                while True:
                    pass
    """, "timed out"),
    _attack(Group.ESCAPE, "2.3", "has a test's class call itself without end", """
        class Base:
            def know(self, x):
                return self.ask(x)
    """),
    _forge("2.3", "gives an instance of a class that equals everything for a test's class", _LIAR + """
    class Base(Liar):
        def __new__(cls):
            return Liar()
    """),
    _attack(Group.READ, "1.1", "asks for the source of the test's function", """
        def attack(x, oracle):
            import inspect
            for get in (inspect.getsource, inspect.getfile, inspect.signature, inspect.getclosurevars, inspect.unwrap):
                loot(tried(get, oracle))
            loot(oracle.__name__, oracle.__doc__, tried(getattr, oracle, "__code__"), tried(getattr, oracle, "__closure__"))
    """),
    _attack(Group.READ, "2.7", "reads all attributes of a test's mock", """
        def call(listener):
            for name in (*dir(listener), "call_args", "side_effect", "return_value", "assert_called_once_with"):
                loot(name, tried(getattr, listener, name))
            return tried(listener)
    """),
    _forge("2.7", "calls a mock with what equals everything", _LIAR + """
    def call(listener):
        listener(Liar())
    """),
    _forge("2.7", "replaces what a mock says of its calls", """
        def call(listener):
            for name in ("assert_called_once_with", "call_args", "called", "call_count", "mock_calls", "_mock_parent"):
                with contextlib.suppress(Exception):
                    setattr(listener, name, lambda *_, **__: None)
            listener(0)
    """),
)  # fmt: skip

CHANGED = (
    _forge("2.4", "puts into a test's list and dict what equals everything", _LIAR + """
    def fill(items, table):
        items[:] = [Liar()]
        table.clear()
        table[Liar()] = Liar()
    """, "crashed", says="a dictionary key"),
    _forge("2.4", "puts a test's list into itself", """
        def fill(items, table):
            items[:] = [items]
            table["x"] = table
    """, "crashed", says="contains itself"),
    _attack(Group.EXHAUST, "2.4", "doubles a test's list until it is too much to compare", """
        def fill(items, table):
            for _ in range(60):
                items[:] = [list(items), items[:]]
                inner = items[:]
                items[:] = [inner, inner]
    """, "crashed", "out of memory", "failed"),
    _forge("2.4", "changes a test's list in a thread, after it has answered", """
        def fill(items, table):
            import threading, random
            def change():
                while True:
                    items[:] = [random.getrandbits(56)]
                    table["x"] = random.getrandbits(56)
            threading.Thread(target=change, daemon=True).start()
    """, "failed", "crashed"),
    _forge("2.4", "turns a test's list into an object of another class", _LIAR + """
    def fill(items, table):
        import ctypes
        class L(list):
            __eq__ = lambda self, other: True
        with contextlib.suppress(TypeError):
            items.__class__ = L
    """),
)  # fmt: skip

RAISED = (
    _forge("2.5", "raises an exception whose text and code equal everything", _LIAR + """
    class Text(Liar, str):
        pass
    class Wrong(Exception):
        code = Liar()
        __str__ = lambda self: Text("wrong")
    def fail():
        raise Wrong(Text("wrong"))
    """),
    _forge("2.5", "gives for its exception a class that catches everything", _LIAR + """
    class Meta(type):
        __instancecheck__ = __subclasscheck__ = __eq__ = lambda self, other: True
        __hash__ = lambda self: 0
    class Wrong(Exception, metaclass=Meta):
        code = Liar()
    def fail():
        raise AssertionError("passed")
    """),
    _forge("2.5", "gives for its exception the class of a failed test", """
        try:
            import pytest
            Wrong = pytest.fail.Exception
        except ImportError:
            Wrong = BaseException
        def fail():
            raise Wrong("wrong")
    """),
    _forge("2.5", "gives an object for its exception's class", _LIAR + """
    Wrong = Liar()
    def fail():
        return 7
    """),
    _forge("2.10", "warns by a text that equals everything", _LIAR + """
    class Text(Liar, str):
        pass
    def warn():
        import warnings
        warnings.warn(Text("wrong"))
        warnings.warn(UserWarning(Text("wrong")))
    """),
    _forge("2.10", "replaces the module that records warnings", _LIAR + """
    def warn():
        sys.modules["warnings"] = Liar()
        import warnings
        warnings.warn("wrong")
    """),
    _attack(Group.EXHAUST, "2.10", "warns without end", """
        def warn():
            import warnings
            for number in range(20_000):
                warnings.warn_explicit("x" * 1000, UserWarning, "answer.py", number)
    """, "failed", "crashed", "out of memory"),
)  # fmt: skip

ASKED = (
    _attack(Group.READ, "2.6", "reads the tests when it is run as a program", """
        if __name__ == "__main__":
            for folder in (TESTS, HIDDEN, SOLUTION, RESULTS, WORK):
                for name in ("test_public.py", "test_objects.py", "test_hidden.py", "data.txt", "answer.py",
                             "outcomes.jsonl"):
                    loot(tried(contents, f"{folder}/{name}"))
    """),
    _attack(Group.READ, "2.6", "looks at whoever runs it as a program", """
        if __name__ == "__main__":
            import gc
            frame = sys._getframe()
            while frame:
                loot(frame.f_locals, frame.f_globals)
                frame = frame.f_back
            loot(sys.argv, dict(os.environ), [thing for thing in gc.get_objects() if isinstance(thing, (dict, list))])
    """, "failed", "crashed", "out of memory"),
    _forge("2.6", "writes as a program the events of a passed check", """
        if __name__ == "__main__":
            event = b'\\n{"type":"finished","outcome":{"check":{"id":"public/test_objects.py::test_program","title":""},"verdict":"passed","earned":1.0}}\\n'
            for descriptor in range(1, 256):
                with contextlib.suppress(OSError):
                    os.write(descriptor, event)
    """, "failed", "crashed"),
    _attack(Group.ESCAPE, "2.6", "never ends when it is run as a program", """
        if __name__ == "__main__":
            while True:
                pass
    """, "timed out"),
    _forge("2.8", "gives steps that equal everything", _LIAR + """
    def steps():
        while True:
            yield Liar()
    """),
    _attack(Group.ESCAPE, "2.8", "gives steps without end", """
        class Steps(list):
            __iter__ = lambda self: iter(int, 1)
        def steps():
            import itertools
            return itertools.repeat(0)
    """),
    _forge("2.8", "ends the test's loop from inside a step", """
        def steps():
            raise GeneratorExit
            yield
    """),
    _forge("2.9", "has code run when it is copied", _LIAR + """
    class Thing:
        value = Liar()
        def __reduce_ex__(self, protocol):
            return exec, (f"open('/tmp/left-{NONCE}', 'w')",)
        def __copy__(self):
            open(f"/tmp/left-{NONCE}", "w")
        def __deepcopy__(self, memo):
            return eval(f"__import__('os').mkdir('/tmp/left-{NONCE}')")
    def thing():
        return Thing()
    """),
    _forge("2.9", "gives a copy that equals everything", _LIAR + """
    class Thing(Liar):
        __copy__ = lambda self: Liar()
        __deepcopy__ = lambda self, memo: Liar()
    def thing():
        return Thing()
    """),
    _forge("2.11", "lies about its fields, attributes and signature", _LIAR + """
    class Record:
        __dataclass_fields__ = {"x": Liar()}
        __dict__ = {"x": Liar()}
        x = Liar()
    def record(x=Liar()):
        return Record()
    record.__signature__ = Liar()
    """),
    _forge("2.11", "gives a signature that is none", """
        def record(x=0):
            return record
        record.__signature__ = "(x=7)"
        record.__wrapped__ = record
        record.__defaults__ = (float("nan"),)
    """),
    _forge("2.1", "puts an object that has every name in the place of its module", _LIAR + """
    class Module(Liar):
        double = staticmethod(lambda x: 2 * x)
        peek = staticmethod(lambda x: None)
        later = staticmethod(lambda: "nothing")
    sys.modules[__name__] = Module()
    """),
    _forge("2.1", "has its module make up whatever is looked up", _LIAR + """
    def __getattr__(name):
        return Liar()
    """),
)  # fmt: skip

ATTACKS = (*DATA, *SAYS, *SENT, *CHANGED, *RAISED, *ASKED)
