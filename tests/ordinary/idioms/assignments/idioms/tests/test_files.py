"""Files, programs, streams and the source of student code."""

import ast
import importlib
import inspect
import io
import json
import logging
import os
import pathlib
import runpy
import subprocess
import sys
import unittest
from contextlib import redirect_stdout
from unittest import mock

import pytest
import records
import streams


def test_a_program_is_run():
    done = subprocess.run([sys.executable, "records.py"], capture_output=True, text=True, input="")
    assert done.stdout == "Hello\n"
    assert done.returncode == 0


def test_a_program_gets_input_and_arguments():
    done = subprocess.run(
        [sys.executable, "records.py", "Ada"], input="one\ntwo\n", stdout=subprocess.PIPE, universal_newlines=True
    )
    assert done.stdout.splitlines() == ["Hello Ada", "ONE", "TWO"]


def test_a_program_fails():
    done = subprocess.run([sys.executable, "records.py", "fail"], capture_output=True, input=b"")
    assert done.returncode == 3
    assert done.stderr == b"failed\n"


def test_a_program_is_checked():
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.run(["python3", "records.py", "fail"], check=True, stdin=subprocess.DEVNULL)


def test_the_output_of_a_program():
    assert subprocess.check_output([sys.executable, "records.py"], stdin=subprocess.DEVNULL) == b"Hello\n"


def test_a_program_by_popen():
    process = subprocess.Popen([sys.executable, "records.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    out, _ = process.communicate("x\n")
    assert out == "Hello\nX\n"


def test_a_program_by_its_path():
    path = os.path.join(os.path.dirname(records.__file__), "records.py")
    assert subprocess.check_output([sys.executable, path, "Eve"], input="", text=True) == "Hello Eve\n"


def test_a_program_is_run_here(capsys):
    with mock.patch.object(sys, "argv", ["records.py", "Bob"]), mock.patch("sys.stdin", io.StringIO("")):
        runpy.run_path("records.py", run_name="__main__")
    assert capsys.readouterr().out == "Hello Bob\n"


def test_the_name_of_the_file():
    assert os.path.basename(records.__file__) == "records.py"
    assert records.gcd(4, 6) == 2


def test_the_source_of_a_function():
    assert "lambda x: x + n" in inspect.getsource(streams.adder)


def test_the_source_of_a_module():
    assert "functools.wraps" in inspect.getsource(streams)


def test_the_source_as_a_tree():
    tree = ast.parse(pathlib.Path(records.__file__).read_text())
    assert any(isinstance(node, ast.FunctionDef) and node.name == "script" for node in tree.body)


def test_the_source_is_opened():
    with open("records.py") as file:
        assert "def script" in file.read()


def test_a_module_is_imported_by_its_name():
    assert importlib.import_module("records").gcd(6, 9) == 3


def test_a_module_is_reloaded():
    streams.length = None
    importlib.reload(streams)
    assert streams.length("abc") == 3


def test_what_a_module_defines():
    assert {"gcd", "sort", "movie", "Movie"} <= {name for name in dir(records) if not name.startswith("_")}


def test_members_of_a_module():
    functions = dict(inspect.getmembers(records, inspect.isfunction))
    assert "script" in functions


def test_a_module_has_a_name():
    assert hasattr(records, "gcd")
    assert hasattr(records, "script")
    assert not hasattr(records, "lcm")


def test_a_file_is_read(tmp_path):
    path = tmp_path / "data.txt"
    path.write_text("a\nb\n")
    assert records.counts(path) == 2


def test_a_file_is_read_by_its_text(tmp_path):
    path = tmp_path / "data.txt"
    path.write_text("a\nb\nc")
    assert records.counts(str(path)) == 3


def test_a_file_is_written(tmp_path):
    records.save(tmp_path / "a.json", [1])
    assert json.loads((tmp_path / "a.json").read_text()) == [1]


def test_a_stream_is_read():
    assert records.read_rows(io.StringIO("a,b\n1,2\n")) == [["a", "b"], ["1", "2"]]


def test_a_stream_is_written():
    file = io.StringIO()
    records.write_rows(file, [[1, 2]])
    assert file.getvalue() == "1,2\n"


def test_it_prints_to_a_stream():
    file = io.StringIO()
    records.show("hi", file=file)
    assert file.getvalue() == "hi\n"


def test_open_is_mocked():
    with mock.patch("builtins.open", mock.mock_open(read_data="a\nb\n")):
        assert records.counts("any.txt") == 2


def test_print_is_mocked():
    with mock.patch("builtins.print") as fake:
        records.show("x")
    fake.assert_called_once_with("x", file=None)


def test_it_logs(caplog):
    with caplog.at_level(logging.WARNING):
        records.warn_in_log()
    assert caplog.messages == ["careful"]


def test_answers_in_turn(monkeypatch):
    answers = iter(["1", "2"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert records.ask() == ["1", "2"]


def test_lines_for_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("x\ny\n"))
    assert records.ask() == ["x", "y"]


def test_output_of_several_calls():
    with redirect_stdout(io.StringIO()) as out:
        records.show("a")
        records.show("b")
    assert out.getvalue().split() == ["a", "b"]


class TestStreams(unittest.TestCase):
    @mock.patch("sys.stdout", new_callable=io.StringIO)
    def test_output_is_mocked(self, out):
        records.show("text")
        self.assertEqual(out.getvalue(), "text\n")

    def test_logs(self):
        with self.assertLogs("records", level="WARNING") as logs:
            records.warn_in_log()
        self.assertEqual(logs.output, ["WARNING:records:careful"])
