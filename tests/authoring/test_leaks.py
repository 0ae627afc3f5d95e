"""Leaks of every kind we could think of are planted in a handout; each must be found, and a clean handout passed."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import py_compile
import shutil
import struct
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfWriter

from autograder.authoring.leaks import Secrets, find_leaks, leaks_in_text, secrets_of
from autograder.authoring.source.regions import read_regions, rewrite
from autograder.authoring.source.starter import expected_starter, solution_texts, stub, write_starter
from autograder.authoring.source.variants import read_variants
from autograder.cli import leaks
from autograder.config import assignment_names, load_assignment, load_course
from autograder.errors import InputError
from autograder.model import Assignment

from .conftest import ROOT, MakeHomework, dedent

SOLUTION = '''
    """Softmax and friends."""

    import numpy as np


    class Softmax:
        def forward(self, a):
            """The value."""
            # BEGIN SOLUTION Softmax.forward
            e = np.cosh(a / a.min(axis=-2, keepdims=True))
            return e / e.prod(axis=-2, keepdims=True)
            # END SOLUTION

        def backward(self, b, g_b):
            # BEGIN SOLUTION Softmax.backward
            weighted = (g_b * b).prod(axis=-2, keepdims=True)  # the row's mean gradient
            return b * (g_b - weighted)
            # END SOLUTION


    def double(a):
        """Twice a."""
        # BEGIN SOLUTION double
        return a + a
        # END SOLUTION


    def play(tape):
        # BEGIN SOLUTION play
        while tape:
            node = tape.pop()
            node.play()
            count(node)
            total(node, tape)
        # END SOLUTION
'''
HIDDEN = '''
    """Hidden."""

    import numpy as np
    from softmax import Softmax


    def test_rows(rng):
        """Softmax.forward: rows sum to one"""
        a = 3.0 * rng.standard_normal((int(rng.integers(2, 9)), int(rng.integers(2, 9)))) + 17.5
        want = np.array([[np.exp(x - max(row)) / sum(np.exp(y - max(row)) for y in row) for x in row] for row in a])
        got = np.asarray(Softmax().forward(a.copy()), dtype=np.float64)
        assert got.shape == want.shape and np.allclose(got, want, rtol=1e-9, atol=1e-12), "rows are not right"
'''
VARIANT = "return np.stack([np.exp(row) / np.exp(row).sum() for row in a])"
ANSWER = "Because the exponential of a large number overflows, and infinity divided by infinity is no number at all."
LINE = "return e / e.prod(axis=-2, keepdims=True)"


@pytest.fixture
def homework(make_homework: MakeHomework) -> Assignment:
    assignment = make_homework(
        {"softmax.py": SOLUTION, "given.py": "def show(x):\n    print(x)\n"}, ("softmax.py",), ("given.py",)
    )
    secret = assignment.secret
    for path, text in {
        "tests/test_rows_hidden.py": HIDDEN,
        "oracles/exact.py": HIDDEN.replace("test_rows", "oracle").replace("Softmax", "Truth"),
        "mistakes/global_maximum.py": "x = 1\n",
        "variants/loop/softmax.py": f"def forward(a):\n    {VARIANT}\n",
        "answers.md": f"# Question 1\n> Why is the maximum subtracted before exponentials are taken?\n\n{ANSWER}\n",
    }.items():
        (secret / path).parent.mkdir(parents=True, exist_ok=True)
        (secret / path).write_text(dedent(text))
    (assignment.public_tests).mkdir()
    (assignment.public_tests / "test_rows.py").write_text("from softmax import Softmax\n\n\ndef test_it():\n    pass\n")
    write_starter(assignment)
    return assignment


@pytest.fixture
def secrets(homework: Assignment) -> Secrets:
    return secrets_of([homework])


@pytest.fixture
def handout(homework: Assignment, tmp_path: Path) -> Path:
    """What students get, with nothing wrong in it."""
    folder = tmp_path / "handout"
    (folder / "tests").mkdir(parents=True)
    for path, content in expected_starter(homework).items():
        (folder / path).write_bytes(content)
    (folder / "tests" / "test_rows.py").write_bytes((homework.public_tests / "test_rows.py").read_bytes())
    (folder / "README.md").write_text("Run the tests. Subtract the maximum of each row first.\n")
    return folder


def solution(homework: Assignment) -> str:
    return (homework.solution / "softmax.py").read_text()


def notebook(outputs: object, source: object) -> str:
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": outputs}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4})


def png(chunk: bytes, content: bytes) -> bytes:
    def packed(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + packed(b"IHDR", b"\0" * 13) + packed(chunk, content) + packed(b"IEND", b"")


def pdf(**planted: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    if "metadata" in planted:
        writer.add_metadata({"/Subject": planted["metadata"]})
    if "bookmark" in planted:
        writer.add_outline_item(title=planted["bookmark"], page_number=0)
    if "attachment" in planted:
        writer.add_attachment("notes.txt", planted["attachment"].encode())
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def zipped(files: dict[str, bytes], comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = comment
    return stream.getvalue()


def tarred(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def swap_file(text: str) -> bytes:
    """Lines last to first behind NUL bytes, as vim keeps them."""
    return b"b0VIM 9.0\0" + b"\0" * 64 + b"\0".join(line.encode() for line in reversed(text.split("\n")))


def with_entry_removed_from_its_table(name: str, content: bytes) -> bytes:
    """A zip whose table of contents no longer lists an entry that is still there, as `zip -d` could leave it."""
    data = zipped({name: content, "fine.txt": b"fine"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        second = archive.infolist()[1].header_offset
        start = archive.start_dir
    size = 46 + len(name)
    end = data[-22:]
    head, directory = data[:start], data[start + size : -22]
    assert head[second : second + 4] == b"PK\x03\x04"
    return head + directory + end[:8] + struct.pack("<HHII", 1, 1, len(directory), start) + end[20:]


Plant = Callable[[Path, str], object]

PLANTED: dict[str, Plant] = {
    "the solution itself": lambda d, s: (d / "softmax.py").write_text(s),
    "a misspelt marker that left the lines in": lambda d, s: (d / "softmax.py").write_text(
        s.replace("# BEGIN", "#BEGIN")
    ),
    "a second path": lambda d, s: ((d / "old").mkdir(), (d / "old" / "softmax2.py").write_text(s)),
    "one line in a comment": lambda d, s: (d / "given.py").write_text(f"x = 1\n# {LINE}\n"),
    "one line in a docstring": lambda d, s: (d / "given.py").write_text(f'"""Hint:\n\n    {LINE}\n"""\n'),
    "a reformatted line in a text file": lambda d, s: (d / "notes.txt").write_text(
        "e=np.cosh(a/a.min(axis=-2,\n          keepdims=True))"
    ),
    "a test that prints the answer": lambda d, s: (d / "tests" / "test_rows.py").write_text(
        f'def test():\n    assert x, "try {LINE}"\n'
    ),
    "a test that builds the answer from pieces": lambda d, s: (d / "tests" / "test_rows.py").write_text(
        'ANSWER = "return e / e.pro" + "d(axis=-2, keepdi" "ms=True)"\n'
    ),
    "escapes in a string": lambda d, s: (d / "given.py").write_text(
        "X = b'" + "".join(f"\\x{byte:02x}" for byte in LINE.encode()) + "'\n"
    ),
    "a one-line solution as a function": lambda d, s: (d / "more.py").write_text("def double(a):\n    return a + a\n"),
    "light lines that follow each other": lambda d, s: (d / "README.md").write_text(
        "while tape:\n    node = tape.pop()\n    node.play()\n    count(node)\n    total(node, tape)\n"
    ),
    "compiled Python": lambda d, s: compiled(d, s),
    "compiled Python of another version": lambda d, s: (d / "softmax.cpython-27.pyc").write_bytes(
        b"\x03\xf3\r\n" + b"0" * 40
    ),
    "a compiled hidden oracle": lambda d, s: compiled(d, s, "x.pyo"),
    "a notebook's cell": lambda d, s: (d / "demo.ipynb").write_text(notebook([], ["x = 1\n", LINE])),
    "a notebook's output": lambda d, s: (d / "demo.ipynb").write_text(
        notebook([{"output_type": "stream", "text": ["e = np.cosh(a / a.min(\n", "    axis=-2, keepdims=True))"]}], [])
    ),
    "an error traceback in a notebook": lambda d, s: (d / "demo.ipynb").write_text(
        notebook([{"traceback": [f"\x1b[1;32m----> 2\x1b[0m     {LINE}"]}], [])
    ),
    "a .git with a deleted file": lambda d, s: repository(d, s, pack=False),
    "a .git that was packed": lambda d, s: repository(d, s, pack=True),
    "an editor's backup": lambda d, s: (d / "softmax.py~").write_text(s),
    "an editor's swap file": lambda d, s: (d / ".softmax.py.swp").write_bytes(swap_file(s)),
    "a notebook's checkpoint": lambda d, s: (
        (d / ".ipynb_checkpoints").mkdir(),
        (d / ".ipynb_checkpoints" / "demo-checkpoint.ipynb").write_text(notebook([], LINE)),
    ),
    "a patch": lambda d, s: (d / "fix.patch").write_text(
        "@@ -1 +1 @@\n" + "".join(f"+{line}\n" for line in s.split("\n"))
    ),
    "metadata of a PDF": lambda d, s: (d / "hw.pdf").write_bytes(pdf(metadata=LINE)),
    "a bookmark of a PDF": lambda d, s: (d / "hw.pdf").write_bytes(pdf(bookmark=LINE)),
    "a file attached to a PDF": lambda d, s: (d / "hw.pdf").write_bytes(pdf(attachment=s)),
    "the text of a PDF": lambda d, s: (d / "hw.pdf").write_bytes(typeset(s)),
    "a zip in a zip": lambda d, s: (d / "a.zip").write_bytes(zipped({"b.zip": zipped({"c.py": s.encode()})})),
    "the comment of a zip": lambda d, s: (d / "a.zip").write_bytes(zipped({"a": b"a"}, LINE.encode())),
    "an entry removed from a zip's table only": lambda d, s: (d / "a.zip").write_bytes(
        with_entry_removed_from_its_table("softmax.py", s.encode())
    ),
    "a tar.gz": lambda d, s: (d / "data.bin").write_bytes(tarred("softmax.py", s.encode())),
    "gzip with a harmless name": lambda d, s: (d / "data.csv").write_bytes(gzip.compress(s.encode())),
    "base64": lambda d, s: (d / "given.py").write_text(f'X = "{base64.b64encode(LINE.encode()).decode()}"\n'),
    "base64 in lines, of zlib": lambda d, s: (d / "blob.txt").write_bytes(
        base64.encodebytes(zlib.compress(s.encode()))
    ),
    "hex": lambda d, s: (d / "blob.txt").write_text(LINE.encode().hex()),
    "HTML with coloured code": lambda d, s: (d / "hw.html").write_text(
        "<pre><b>return</b> e <i>/</i> e<i>.</i><b>pro</b><b>d(axis=&#45;2, keepdims=True)"
    ),
    "an HTML comment": lambda d, s: (d / "hw.html").write_text(f"<!-- {LINE} -->"),
    "UTF-16": lambda d, s: (d / "notes.txt").write_bytes(s.encode("utf-16")),
    "typographic characters": lambda d, s: (d / "README.md").write_text(
        LINE.replace("-2", "\u22122").replace(" ", "\u00a0")
    ),
    "text in a picture's metadata": lambda d, s: (d / "plot.png").write_bytes(
        png(b"tEXt", b"Comment\0" + LINE.encode())
    ),
    "packed text in a picture": lambda d, s: (d / "plot.png").write_bytes(
        png(b"zTXt", b"Comment\0\0" + zlib.compress(s.encode()))
    ),
    "JSON lines of a run": lambda d, s: (d / "run.jsonl").write_text('{"a": 1}\n' + json.dumps({"code": s}) + "\n"),
    "a hidden test": lambda d, s: (d / "tests" / "test_more.py").write_text(dedent(HIDDEN)),
    "the name of a hidden test": lambda d, s: (d / "tests" / "test_rows_hidden.py").write_text(""),
    "the name of a mistake in a cache": lambda d, s: (
        (d / ".pytest_cache").mkdir(),
        (d / ".pytest_cache" / "global_maximum.py").write_text(""),
    ),
    "an oracle": lambda d, s: (d / "exact2.py").write_text(
        dedent(HIDDEN).replace("test_rows", "oracle").replace("Softmax", "Truth")
    ),
    "a right variant": lambda d, s: (d / "loop.py").write_text(
        "return np.stack([np.exp(row) / np.exp(row).sum() for row in a])"
    ),
    "an answer to a written question": lambda d, s: (d / "hw.md").write_text(ANSWER.replace(" and", "\nand")),
    "a link to the solution": lambda d, s: (d / "link.py").symlink_to("../reference_solutions/hw/solution/softmax.py"),
}


def compiled(folder: Path, text: str, name: str = "softmax.cpython.pyc") -> None:
    source = folder / "source.py"
    source.write_text(text)
    py_compile.compile(str(source), cfile=str(folder / name), doraise=True)
    source.unlink()


def repository(folder: Path, text: str, pack: bool) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    (folder / "softmax_reference.py").write_text(text)
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "all"]):
        subprocess.run(["git", *command], cwd=folder, check=True, env=environment)
    (folder / "softmax_reference.py").unlink()
    subprocess.run(["git", *identity, "commit", "-qam", "cleaned"], cwd=folder, check=True, env=environment)
    if pack:
        subprocess.run(["git", "gc", "-q"], cwd=folder, check=True, env=environment)


def typeset(text: str) -> bytes:
    import typst

    return bytes(typst.compile(("```python\n" + text + "\n```").encode()))


def test_the_clean_handout_has_no_leak(handout: Path, secrets: Secrets) -> None:
    """The reason to believe that the plants below are found for what was planted."""
    assert find_leaks(handout, secrets) == []


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_leak_is_found(kind: str, handout: Path, homework: Assignment, secrets: Secrets) -> None:
    PLANTED[kind](handout, solution(homework))
    leaks = find_leaks(handout, secrets)
    assert leaks, kind
    assert all(leak.where.startswith("handout/") for leak in leaks)


@pytest.mark.parametrize(
    "kind", ["compiled Python", "a notebook's output", "the text of a PDF", "a zip in a zip", "hex"]
)
def test_it_is_found_inside_the_handouts_zip_too(
    kind: str, handout: Path, homework: Assignment, secrets: Secrets, tmp_path: Path
) -> None:
    PLANTED[kind](handout, solution(homework))
    archive = tmp_path / "hw.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(handout.rglob("*")):
            packed.write(path, path.relative_to(tmp_path).as_posix())
    assert find_leaks(archive, secrets)


def test_there_are_more_kinds_than_were_asked_for() -> None:
    assert len(PLANTED) >= 15


def test_a_leak_says_where_it_is_and_where_it_comes_from(handout: Path, secrets: Secrets) -> None:
    (handout / "README.md").write_text(f"Read this.\n\n    {LINE}\n")
    (leak,) = find_leaks(handout, secrets, where="handout")
    assert str(leak) == (
        "handout/README.md:3: repeats reference_solutions/hw/solution/softmax.py:11 (Softmax.forward); take it out"
    )


def test_each_line_of_a_variant_that_holds_regions_only_is_secret(homework: Assignment) -> None:
    lines = ["flat = a.reshape(-1, a.shape[-1])[:, ::-1]", VARIANT.replace("in a]", "in flat]")]
    variant = homework.secret / "variants" / "flat" / "softmax.py"
    variant.parent.mkdir()
    variant.write_text(
        'BASE = "solution"\n\n\nclass Softmax:\n    def forward(self, a):\n        # BEGIN SOLUTION Softmax.forward\n'
        f"        {lines[0]}\n        {lines[1]}\n        # END SOLUTION\n"
    )
    assert "flat" in read_variants(homework, solution_texts(homework))
    secrets = secrets_of([homework])
    for number, line in enumerate(lines, start=7):
        (leak,) = leaks_in_text(line, secrets, "notes.md")
        assert f"variants/flat/softmax.py:{number};" in str(leak)


def test_what_stands_outside_the_regions_is_no_secret(make_homework: MakeHomework) -> None:
    """An author who shows a line in the starter has decided that students may see it."""
    text = dedent(SOLUTION) + f"\n\ndef example(e):\n    {LINE}\n"
    assignment = make_homework({"softmax.py": text}, ("softmax.py",))
    assert leaks_in_text(LINE, secrets_of([assignment]), "README.md") == []


def test_what_stands_in_a_given_file_is_no_secret(make_homework: MakeHomework) -> None:
    more = f"def show(e):\n    {LINE}\n\n\ndef double(a):\n    return a + a\n"
    assignment = make_homework({"softmax.py": SOLUTION, "more.py": more}, ("softmax.py",), ("more.py",))
    secrets = secrets_of([assignment])
    assert leaks_in_text(LINE, secrets, "README.md") == []
    assert not any("double" in origin for origin in secrets.codes.values())
    assert any("forward" in origin for origin in secrets.codes.values())


DATA = {f"case {number}": [number * 0.123457, "name", number * 17.35791] for number in range(1, 9)}


@pytest.mark.parametrize(
    "path", ["oracles/answers.json", "tests/more/cases.json", "tests/cases.yaml", "cases.json", "oracles/c.csv"]
)
def test_data_of_the_secret_folder_is_found_however_it_is_written_and_in_a_given_file_too(
    path: str, make_homework: MakeHomework
) -> None:
    rows = "\n".join(f"{name},{','.join(map(str, values))}" for name, values in DATA.items())
    text = rows if path.endswith("csv") else json.dumps(DATA)
    assignment = make_homework({"softmax.py": SOLUTION, "own.json": text}, ("softmax.py",), ("own.json",))
    (assignment.secret / path).parent.mkdir(parents=True, exist_ok=True)
    (assignment.secret / path).write_text(text)
    secrets = secrets_of([assignment])
    origin = f"reference_solutions/hw/{path}:1"
    assert origin in {leak.origin for leak in leaks_in_text(text, secrets, "own.json")}
    copies = [text.replace(",", ", ").replace("  ", " "), text.replace("\n", "  \n")]
    copies += [json.dumps(DATA, indent=2)] if "csv" not in path else []
    for copy in copies:
        assert origin in {leak.origin for leak in leaks_in_text(copy, secrets, "notes.md")}, copy
    assert leaks_in_text("case 1, name, 0, 1, 2, 3, 4, 5\n", secrets, "notes.md") == []
    (assignment.secret / "not_secret.txt").write_text(text)
    assert leaks_in_text(text, secrets_of([assignment]), "own.json") == []


def test_json_that_is_nested_too_deeply_is_named_and_not_passed_over(handout: Path, secrets: Secrets) -> None:
    (handout / "deep.json").write_text("[" * 100_000 + "]" * 100_000)
    assert any("deep.json" in str(leak) and "nested too deeply" in str(leak) for leak in find_leaks(handout, secrets))


def test_notes_of_the_staff_are_found(homework: Assignment) -> None:
    (homework.secret / "notes.md").write_text(f"# Notes\n\n{ANSWER}\n")
    (homework.secret / "answers.md").unlink()
    (leak,) = leaks_in_text(ANSWER, secrets_of([homework]), "hw.md")
    assert leak.origin == "reference_solutions/hw/notes.md:3"


def test_a_line_may_be_declared_public(homework: Assignment) -> None:
    assert leaks_in_text(LINE, secrets_of([homework]), "README.md")
    (homework.secret / "not_secret.txt").write_text(f"{LINE}\n")
    assert leaks_in_text(LINE, secrets_of([homework]), "README.md") == []


def test_quoted_questions_and_single_common_lines_are_no_leaks(secrets: Secrets) -> None:
    text = (
        "Why is the maximum subtracted before exponentials are taken?\n"
        "import numpy as np\nreturn b\nreturn a + a\nweighted = 3\n"
    )
    assert leaks_in_text(text, secrets, "README.md") == []


def test_the_visible_part_of_a_report_can_be_searched(secrets: Secrets) -> None:
    report = json.dumps({"tests": [{"output": f"expected: {LINE}"}]})
    assert [leak.where for leak in leaks_in_text(report, secrets, "results.json")] == ["results.json:1"]


def test_the_command_says_what_it_searched_and_ends_with_1_when_it_finds_something(
    homework: Assignment, handout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leaks.leaks(homework.course, [handout]) == 0
    assert capsys.readouterr().out.endswith("handout: no leak of 1 homework\n")
    (handout / "README.md").write_text(LINE)
    assert leaks.leaks(homework.course, [handout]) == 1
    said = capsys.readouterr().out
    assert "README.md:1: repeats reference_solutions/hw/solution/softmax.py:11" in said
    assert said.endswith("handout: 1 leak of 1 homework\n")


def test_without_reference_solutions_nobody_can_tell_what_is_secret(homework: Assignment, handout: Path) -> None:
    shutil.rmtree(homework.secret)
    with pytest.raises(InputError, match="reference_solutions: is not here, so there is no telling what is secret"):
        leaks.leaks(homework.course, [handout])


COURSE = load_course(ROOT)
NAMES = [name for name in assignment_names(COURSE) if load_assignment(COURSE, name).solution.is_dir()]
PUBLIC = ("assignments", "handouts", "docs", "autograder", "bench", "tools", "Makefile", "README.md", "CHANGELOG.md")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_false_alarm_in_the_public_trees_of_this_repository(name: str) -> None:
    """Everything that may be published, searched for this homework's secrets."""
    secrets = secrets_of([load_assignment(COURSE, name)])
    assert len(secrets.runs) > 20
    for folder in PUBLIC:
        if (ROOT / folder).exists():
            assert [str(leak) for leak in find_leaks(ROOT / folder, secrets, folder, caches=False)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_each_region_of_the_homeworks_is_found_when_it_alone_is_left_in(name: str) -> None:
    """No solution is so light that its file could be published unnoticed; imports alone are no solution."""
    assignment = load_assignment(COURSE, name)
    secrets = secrets_of([assignment])
    for path, text in solution_texts(assignment).items():
        regions = read_regions(text, path)
        for region in regions:
            if all(line.startswith(("import ", "from ")) for line in text.split("\n")[region.begin : region.end - 1]):
                continue
            left, _ = rewrite(text, {other: stub(other, path) for other in regions if other != region})
            assert leaks_in_text(left, secrets, path), region.name
