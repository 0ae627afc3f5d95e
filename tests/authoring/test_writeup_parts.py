"""The derived parts of a write-up come from the starter, the tests and the course, or are errors with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.writeup.docstrings import docstring_nodes
from autograder.authoring.writeup.fill import filled_blocks
from autograder.authoring.writeup.mathematics import breakable
from autograder.authoring.writeup.nodes import plain_text
from autograder.authoring.writeup.pandoc import read_markdown, to_html, to_typst
from autograder.authoring.writeup.public_checks import public_checks, public_points
from autograder.authoring.writeup.signatures import find_signature, signatures
from autograder.errors import ConfigError, InputError
from autograder.model import Assignment

from .sample import FILES, NAME, sample

WRITE_UP = f"handouts/{NAME}.md"
TEST_1 = f"assignments/{NAME}/tests/test_01_double.py"


def html_of(assignment: Assignment) -> str:
    return to_html(filled_blocks(assignment), WRITE_UP)


def test_a_signature_is_the_source_from_the_decorator_to_the_colon(tmp_path: Path) -> None:
    assignment = sample(tmp_path)
    known = signatures(assignment.starter, assignment.submit)
    assert list(known) == ["double", "Scale", "Scale.factor", "Scale.apply", "Scale.nothing"]
    assert known["double"].header == "def double(a: np.ndarray) -> np.ndarray:"
    assert known["Scale"].header == "class Scale:"
    assert known["Scale.factor"].header == "@property\ndef factor(self) -> float:"
    assert known["Scale.apply"].header.splitlines()[1:4] == [
        "    self,",
        "    a: np.ndarray,",
        "    times: int = 1,  # how often",
    ]
    assert known["Scale.nothing"].header == "def nothing(self) -> None:"
    assert known["Scale"].docstring == "A factor that is\napplied later."


def test_a_misspelt_signature_is_told_the_one_that_was_meant(tmp_path: Path) -> None:
    assignment = sample(tmp_path)
    with pytest.raises(ConfigError, match=r"^here: the starter has no Scale\.aply; did you mean Scale\.apply\?$"):
        find_signature(signatures(assignment.starter, assignment.submit), "Scale.aply", "here")


def test_a_docstring_keeps_its_sections_lists_and_examples() -> None:
    nodes = docstring_nodes(
        "First *line*\ngoes on, with `code`.\n\nArgs:\n    a, b: two things\n        over two lines.\n    c: one.\n\n"
        "A list:\n- one\n- two\n  goes on\n\n>>> f(1)\n2\n\nRaises:\n    free words, no entries"
    )
    kinds = [node["t"] for node in nodes]
    assert kinds == ["Para", "Div", "DefinitionList", "Para", "BulletList", "CodeBlock", "Div", "Para"]
    assert plain_text(nodes[0]["c"]) == "First line goes on, with code."
    (first, _), (second, _) = nodes[2]["c"]
    assert (plain_text(first), plain_text(second)) == ("a, b", "c")
    assert [plain_text(item[0]["c"]) for item in nodes[4]["c"]] == ["one", "two goes on"]
    assert nodes[5]["c"][1] == ">>> f(1)\n2"


@pytest.mark.parametrize(
    "docstring", ["", "Args:", "Args:\n", "Args:\n\n    a: b", "- ", ">>> ", "`", "a `b", "**", "  x"]
)
def test_an_odd_docstring_is_text_and_no_error(docstring: str) -> None:
    to_html(docstring_nodes(docstring), "docstring")


def test_points_of_public_checks_are_read_from_their_decorators(tmp_path: Path) -> None:
    assignment = sample(tmp_path)
    assert [(check.number, check.points) for check in public_checks(assignment)] == [
        ("1.1", 1.0),
        ("1.2", 0.5),
        ("2.1", 2.0),
    ]
    assert public_points(assignment) == {"1": 1.5, "2": 2.0}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('@number("1.1")', '@number("7.1")', "tests: 'double: of two numbers' has number '7.1', of no piece"),
        ("@weight(1)", "@weight(3)", "tests: the checks of piece 1 give more than its 3 points"),
        (
            "@weight(1)",
            "@weight(1 / 3)",
            "test_01_double.py:12: @weight has a computed argument; write the value itself",
        ),
        ("@weight(1)", '@weight("1")', "test_01_double.py:12: @weight cannot be '1'; write a number of points"),
    ],
)
def test_a_decorator_that_does_not_fit_is_an_error(tmp_path: Path, old: str, new: str, message: str) -> None:
    assignment = sample(tmp_path, {TEST_1: FILES[TEST_1].replace(old, new)})
    with pytest.raises(ConfigError) as refusal:
        public_points(assignment)
    assert message in str(refusal.value)


def test_every_derived_part_is_filled(tmp_path: Path) -> None:
    html = html_of(sample(tmp_path))
    for words in (
        ">Public tests</th>",
        '<td style="text-align: right;">1.5</td>',
        "apply",
        "how often",
        "the public tests, in 2 files",
        "<code>data/words.txt</code>",
        "Lengths in metres",
        "python homework.py submit",
        "<code>hw1_scale_submission.zip</code> with exactly <code>scale.py</code>",
        "at most 10 seconds and 1 GiB of memory",
        "Friday, 12 February 2027, 23:59 EST",
        "6 grace days for all homeworks",
        "Work alone.",
        "Question 1</strong> (5 points)",
        "<strong>Hint.</strong> Multiply.",
    ):
        assert words in html, words


def test_homework_0_says_that_every_extension_is_granted(tmp_path: Path) -> None:
    course = FILES["assignments/course.yaml"].replace(
        "due: 2027-02-12 23:59", "due: 2027-02-12 23:59, extensions: on request"
    )
    html = html_of(sample(tmp_path, {"assignments/course.yaml": course}))
    assert "You get an extension for this homework if you ask" in html
    assert "grace days for all homeworks" not in html


def test_a_course_without_schedule_and_policies_has_a_write_up_too(tmp_path: Path) -> None:
    assert "Question 1" in html_of(sample(tmp_path, {"assignments/course.yaml": None}))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("::: points", "::: pionts", "hw1_scale.md:27: there is no part called 'pionts'; did you mean 'points'?"),
        ("::: points", "::: {.points .wide}", "there is no part called 'points wide'"),
        ("::: points", "::: points\n        x", "hw1_scale.md:27: ::: points is filled by the build; leave it empty"),
        ('name="double"', 'name="duoble"', "hw1_scale.md:9: the starter has no duoble; did you mean double?"),
        ('name="double"', 'nam="double"', "hw1_scale.md:9: a signature needs a name, and nothing else"),
        ("points=5", "points=4", "the questions add up to 4 points, assignment.yaml says written: 5; make them agree"),
        ("points=5", "points=five", "hw1_scale.md:21: a question needs points=… and may have space=…"),
        ('space="6cm"', 'space="6"', "hw1_scale.md:21: the space '6' is not a length; write it as 6cm, 60mm or 2.5in"),
        ('space="6cm"', 'spcae="6cm"', "hw1_scale.md:21: a question needs points=… and may have space=…"),
        ("\\alpha x", "\\alphax", "pandoc says: the formula y = \\alphax: unexpected control sequence \\alphax;"),
    ],
)
def test_a_mistake_in_a_write_up_is_an_error_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert FILES[WRITE_UP].count(old) == 1
    with pytest.raises(ConfigError) as refusal:
        html_of(sample(tmp_path, {WRITE_UP: FILES[WRITE_UP].replace(old, new)}))
    assert str(refusal.value).startswith(WRITE_UP)
    assert message in str(refusal.value)


def test_a_homework_without_a_write_up_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^handouts/hw1_scale\.md: there is no write-up; write one$"):
        filled_blocks(sample(tmp_path, {WRITE_UP: None}))


def test_raw_html_and_tex_are_only_text() -> None:
    blocks = read_markdown("<script>alert(1)</script> <b>x</b>\n\n```{=html}\n<i>y</i>\n```\n", "a.md")
    html = to_html(blocks, "a.md")
    assert "<script" not in html and "<b>" not in html and "<i>" not in html
    assert "&lt;script&gt;" in html


def test_pandoc_reads_no_file_that_a_write_up_names(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("secret")
    assert "secret</" not in to_html(read_markdown(f"![x]({tmp_path}/secret.csv)\n", "a.md"), "a.md")


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        (r"g \mathrel{+}= h", 'g class("relation", "+=") h'),
        (r"g \;\mathrel{+}=\; h", 'g #h(0.278em) class("relation", "+=") #h(0.278em) h'),
        (r"a\!b", "a #h(-0.167em) b"),
        (r"\|g\|", "lr(bar.v.double g bar.v.double)"),
        (r"p \,\|\, q", "p thin parallel thin q"),
        (r"\operatorname{diag}(b)", r'op("diag")\( b \)'),
        (r"\operatorname{argmax}_k a_k", 'op("argmax", limits: #true)_k a_k'),
        (r"\text{count}(w)", r'upright("count")\( w \)'),
        (r"\Bigl(a\Bigr)", r"lr(size: #1.8em, \() a lr(size: #1.8em, \))"),
        (r"\bigl\{a\bigr\}", r"lr(size: #1.2em, \{) a lr(size: #1.2em, \})"),
        (r"\sum_{\text{all } w}", 'sum_(upright("all") w)'),
    ],
)
def test_formulas_that_pandoc_sets_badly_are_repaired(tex: str, typst: str) -> None:
    assert to_typst(read_markdown(f"${tex}$", "a.md"), "a.md").strip() == f"${typst}$"


def test_code_that_looks_like_a_formula_is_left_alone() -> None:
    source = 'x `$"diag" \\($` y\n\n```python\ncost = "$5 and $6"; a += 1 + = 2\n```\n'
    typst = to_typst(read_markdown(source, "a.md"), "a.md")
    assert '`$"diag" \\($`' in typst
    assert 'cost = "$5 and $6"; a += 1 + = 2' in typst


@pytest.mark.parametrize(
    ("tex", "count"),
    [
        (r"x \to \text{Linear}(\alpha, \alpha_0) \to \text{Sigmoid}", 3),
        (r"p(w = v \mid h = u) \approx 0.25", 2),
        (r"\left(a = b\right) = \{c : c = d\}", 2),
        (r"\frac{a = b}{c = d} + \begin{matrix} a = b \end{matrix}", 1),
        (r"t \in [0, 1) = T and more of it", 3),
        ("a = b = c", 1),
        (r"= a b c d e f g h i j k =", 1),
    ],
)
def test_a_long_formula_can_break_after_its_relations(tex: str, count: int) -> None:
    html = to_html(breakable(read_markdown(f"On ${tex}$ goes.", "a.md")), "a.md")
    assert html.count("<math") == count
    assert html.count("\u200b") == count - 1


def test_a_displayed_formula_is_never_cut() -> None:
    blocks = read_markdown("$$x = \\text{something long} = \\text{something else}$$", "a.md")
    assert to_html(breakable(blocks), "a.md").count("<math") == 1
