"""The command and its pages: valid, quiet, for staff, and never a verdict."""

from __future__ import annotations

import csv
import re
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import datetime, timezone
from io import StringIO
from pathlib import Path

import html5lib
import pytest

from autograder.batch.store import write_batch
from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.model import Batch
from autograder.similarity.report import NO_VERDICT
from tools.planted_class import planted_class, write_class

ROOT = Path(__file__).resolve().parents[2]
HOMEWORK = load_assignment(load_course(ROOT), "hw1_autodiff")
HOSTILE = "Ana [b] <b>Li\u202e&\x1b[31m"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A class of twelve with a copy, a hostile name, a program that does not parse, and one that is not there."""
    folder = tmp_path_factory.mktemp("similar")
    texts = list(planted_class(HOMEWORK, 12, 1, seed=7).programs)
    texts[3] = "</pre><script>alert(1)</script>\x1b[31m \u202e\n\x0c" + texts[3]
    export = write_class(texts, "autodiff.py", folder / "export")
    (export / "submission_1011").rename(export / HOSTILE)
    (export / "submission_1005").rename(export / "=cmd()")
    (export / "empty").mkdir()
    (export / "empty" / "notes.txt").write_text("sorry", encoding="utf-8")
    also = folder / "also"
    (also / "clone").mkdir(parents=True)
    (also / "clone" / "my_solution.py").write_text(texts[4].replace("np", "numpy"), encoding="utf-8")
    (also / "lone.py").write_text(texts[6], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def out(made):
    return made / "out"


@pytest.fixture(scope="module")
def told(made, out):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        text = StringIO()
        arguments = ["similar", "hw1_autodiff", str(made / "export"), "--also", str(made / "also"), "--out", str(out)]
        with redirect_stdout(text):
            assert main([*arguments, "--course", str(ROOT)]) == 0
        return text.getvalue()


@pytest.mark.slow
def test_the_terminal_shows_who_and_that_it_is_no_verdict(told):
    flat = " ".join(told.split())
    assert NO_VERDICT in flat
    assert "12 submissions compared, and 2 from elsewhere" in flat
    assert "1 submission that could not be compared" in flat
    assert "never a verdict" in flat
    assert all(len(line) <= 80 and line.isprintable() for line in told.splitlines() if "index.html" not in line)


def test_the_planted_copy_is_the_first_row_and_has_a_page(told, out):
    first = re.search(r"│\s+1 │ (.+?)\s+│.*\n│\s+│ (.+?)\s+│", told)
    assert first is not None
    assert first[1].startswith("Ana [b] <b>Li\\u202e")
    assert first[2] == "1000"
    first_page = re.search(r"1000</td>.*?href=\"(pairs/\d+\.html)\"", (out / "index.html").read_text(encoding="utf-8"))
    assert first_page is not None
    page = (out / first_page[1]).read_text(encoding="utf-8")
    assert NO_VERDICT in page
    assert "Ana [b] &lt;b&gt;Li\\u202e&amp;" in page


@pytest.mark.slow
def test_pages_are_valid_html_and_need_nothing_but_themselves(told, out):
    pages = [out / "index.html", *(out / "pairs").glob("*.html")]
    assert len(pages) > 5
    for page in pages:
        text = page.read_text(encoding="utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        assert not re.search(r"<script|<link|<img|https?:|javascript:|\x1b|\u202e|\x0c", text)
        for target in re.findall(r'href="([^"#]+)"', text):
            assert (page.parent / target).exists(), target


def test_a_public_solution_is_found_whatever_its_file_is_called(told, out):
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "1004 and also / clone" in page
    assert "1006 and also / lone" in page


def test_programs_that_are_equal_but_for_names_have_a_page(told, out):
    page = (out / "index.html").read_text(encoding="utf-8")
    row = re.search(r"<td>1004 and also / clone</td><td>(.+?)</td><td><a href=\"(pairs/\d+\.html)\">", page)
    assert row is not None
    assert row[1] == "the same but for names, numbers, comments and layout"
    pair = (out / row[2]).read_text(encoding="utf-8")
    assert "<h1>1004 – also / clone</h1>" in pair  # each is the other's equal, and there is no third
    assert '<h3 id="p1">' in pair and pair.count('<span class="m">') > 100


@pytest.mark.slow
def test_a_file_that_is_one_endless_line_makes_no_endless_page(tmp_path):
    text = "x = [" + "1, " * 200_000 + "]\n"
    export = write_class([text, text.replace("x", "y") + "z = 1"], "autodiff.py", tmp_path / "export")
    assert main(["similar", "hw1_autodiff", str(export), "--out", str(tmp_path / "out"), "--course", str(ROOT)]) == 0
    assert all(path.stat().st_size < 200_000 for path in (tmp_path / "out").rglob("*.html"))


def test_the_table_of_pairs_runs_no_formula(told, out):
    with open(out / "pairs.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["left", "left who", "right", "right who", "surprise", "share"]
    assert any("'=cmd()" in row for row in rows)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_who_could_not_be_compared_is_named_with_the_reason(told, out):
    page = (out / "index.html").read_text(encoding="utf-8")
    assert re.search(r"<li>empty: autodiff\.py is missing", page)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing-there"], "cannot be read"),
        (["--course", "{course}"], "there is no batch to take the export from"),
        (["{export}", "--also", "nothing-there"], "cannot be read"),
        (["{export}", "--out", "/dev/null/x"], "choose another folder with --out"),
    ],
)
def test_bad_input_is_a_sentence(arguments, words, made, capsys):
    arguments = [each.format(export=made / "export", course=other_course(made)) for each in arguments]
    assert main(["--course", str(ROOT), "similar", "hw1_autodiff", *arguments]) == 2
    assert words in capsys.readouterr().err


def other_course(folder):
    """The same course with a build folder of its own."""
    course = folder / "course"
    if not course.is_dir():
        course.mkdir()
        for tree in ("assignments", "reference_solutions", "handouts"):
            (course / tree).symlink_to(ROOT / tree)
    return course


@pytest.mark.slow
def test_without_an_export_it_is_that_of_the_last_batch(made, tmp_path, capsys):
    course = other_course(tmp_path)
    batch = Batch("hw1_autodiff", str(made / "export"), datetime(2027, 3, 1, tzinfo=timezone.utc), (), ())
    folder = course / "build" / "batches" / "hw1_autodiff"
    folder.mkdir(parents=True)
    write_batch(folder, batch)
    assert main(["similar", "hw1_autodiff", "--course", str(course)]) == 0
    assert "12 submissions compared" in capsys.readouterr().out
    assert (course / "build" / "similar" / "hw1_autodiff" / "index.html").is_file()
    write_batch(folder, replace(batch, source=str(tmp_path / "gone")))
    assert main(["similar", "hw1_autodiff", "--course", str(course)]) == 2
    assert "but no longer exists" in capsys.readouterr().err
