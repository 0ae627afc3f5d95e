"""A right variant is whole, or regions of another answer; what would be lost of a file of regions is an error."""

from __future__ import annotations

import pytest

from autograder.authoring.source.starter import solution_texts
from autograder.authoring.source.variants import read_variants
from autograder.errors import ConfigError
from autograder.model import Assignment

from .conftest import SOLUTION, MakeHomework, dedent

MEANS = '''
    """Means."""

    from base import Base


    class Mean(Base):
        def __init__(self, weight: float = 1.0):
            super().__init__()
            # BEGIN SOLUTION Mean.__init__
            self.weight = weight
            # END SOLUTION

        def forward(self, row: list[float]) -> float:
            """The mean."""
            # BEGIN SOLUTION Mean.forward
            # STARTER: total = ...
            return self.weight * total(row) / len(row)
            # END SOLUTION


    # BEGIN SOLUTION total (helper)
    def total(row):
        return sum(row)


    # END SOLUTION
'''
LOOP = '''
    """In a loop."""

    BASE = "solution"


    class Mean(Base):
        def forward(self, row):
            # BEGIN SOLUTION Mean.forward
            return sum(self.weight * entry / len(row) for entry in row)
            # END SOLUTION
'''
EXACT = """
    BASE = "loop"

    # BEGIN SOLUTION total (helper)
    from math import fsum


    def total(row):
        return fsum(row)


    # END SOLUTION
"""
FLOAT = """
    BASE = "exact"


    class Mean(Base):
        def __init__(self, weight=1.0):
            # A comment says nothing that could be lost.
            # BEGIN SOLUTION Mean.__init__
            self.weight = float(weight)
            # END SOLUTION
"""
WHERE = "reference_solutions/hw/variants/loop/means.py"


@pytest.fixture
def assignment(make_homework: MakeHomework) -> Assignment:
    return make_homework({"means.py": MEANS}, submit=("means.py",))


def variants(assignment: Assignment, **texts: str) -> dict[str, dict[str, str]]:
    """What is read where each variant has this means.py."""
    for name, text in texts.items():
        write(assignment, f"{name}/means.py", text)
    return read_variants(assignment, solution_texts(assignment))


def write(assignment: Assignment, path: str, text: str) -> None:
    target = assignment.secret / "variants" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(dedent(text))


def refusal(assignment: Assignment, **texts: str) -> str:
    with pytest.raises(ConfigError) as caught:
        variants(assignment, **texts)
    return str(caught.value)


def test_a_file_without_a_base_is_whole_whatever_it_holds(assignment: Assignment) -> None:
    for base in ("BASE = 257", "BASE: int = 257", 'BASE = ord("a")', "BASE = OTHER = 257"):
        text = f"{base}\n\n\ndef total(row):\n    # BEGIN SOLUTION total\n    return sum(row)\n    # END SOLUTION\n"
        assert variants(assignment, loop=text) == {"loop": {"means.py": text}}


def test_regions_replace_those_of_the_solution_and_nothing_else(assignment: Assignment) -> None:
    own = dedent(MEANS).replace(
        "self.weight * total(row) / len(row)", "sum(self.weight * entry / len(row) for entry in row)"
    )
    assert variants(assignment, loop=LOOP) == {"loop": {"means.py": own}}


def test_a_variant_of_a_variant_of_a_variant_has_what_all_of_them_say(assignment: Assignment) -> None:
    whole = variants(assignment, float=FLOAT, exact=EXACT, loop=LOOP)
    expected = whole["loop"]["means.py"].replace("def total(row):\n    return sum", "def total(row):\n    return fsum")
    expected = expected.replace("(helper)\n", "(helper)\nfrom math import fsum\n\n\n")
    assert whole["exact"]["means.py"] == expected
    assert whole["float"]["means.py"] == expected.replace("self.weight = weight", "self.weight = float(weight)")


def test_a_whole_file_with_regions_can_be_a_base(assignment: Assignment) -> None:
    plain = dedent(MEANS).replace("Base", "object").replace("from base import object\n", "import base\n")
    whole = variants(assignment, plain=plain, loop=LOOP.replace("solution", "plain").replace("Base", "object"))
    assert whole["plain"]["means.py"] == plain
    assert whole["loop"]["means.py"].startswith('"""Means."""\n\nimport base\n')


def test_a_variant_takes_the_files_that_it_lacks_from_its_base(make_homework: MakeHomework) -> None:
    files = {"a.py": SOLUTION, "b.py": SOLUTION.replace("add", "sub")}
    assignment = make_homework(files, submit=("a.py", "b.py"))
    write(assignment, "first/a.py", "x = 1\n")
    second = 'BASE = "first"\n\n\ndef sub(a, b):\n    # BEGIN SOLUTION sub\n    return b\n    # END SOLUTION\n'
    write(assignment, "second/b.py", second)
    whole = read_variants(assignment, texts := solution_texts(assignment))
    assert whole["first"] == {"a.py": "x = 1\n", "b.py": texts["b.py"]}
    assert (whole["second"]["a.py"], "return b\n" in whole["second"]["b.py"]) == ("x = 1\n", True)


def test_files_of_a_variant_name_one_base(make_homework: MakeHomework) -> None:
    assignment = make_homework({"a.py": SOLUTION, "b.py": SOLUTION.replace("add", "sub")}, submit=("a.py", "b.py"))
    for file, name, base in (("a", "add", "solution"), ("b", "sub", "other")):
        text = f"def {name}(a, b):\n    # BEGIN SOLUTION {name}\n    return b\n    # END SOLUTION\n"
        write(assignment, f"loop/{file}.py", f'BASE = "{base}"\n\n\n{text}')
    with pytest.raises(ConfigError, match=r"loop/b.py:1: BASE is 'other', but 'solution' in .*/a.py:1; name one base"):
        read_variants(assignment, solution_texts(assignment))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"solution"', '"lop"', ":3: there is no variant 'lop'; did you mean 'loop'?"),
        ('"solution"', '"loop"', ":3: BASE goes round in a circle: loop -> loop; base one of them on 'solution'"),
        ('"solution"', '"solution"\n    from math import fsum', ":4: is outside the regions, so it would be lost"),
        ('"solution"', '"solution"\n    BASE = "loop"', ":4: is outside the regions, so it would be lost"),
        ('"solution"', '"solution"; import itertools', ":3: is outside the regions, so it would be lost"),
        ('BASE = "solution"', 'import itertools; BASE = "solution"', ":3: is outside the regions, so it would be"),
        ('loop."""', 'loop."""; import itertools', ":1: is outside the regions, so it would be lost"),
        ("BASE =", "BASE: str =", ':3: BASE must be one text; write BASE = "solution", or a variant'),
        ("BASE =", "BASE = OTHER =", ":3: BASE must be one text"),
        ('"solution"', 'f"solution"', ":3: BASE must be one text"),
        ('"solution"', '"so" + "lution"', ":3: BASE must be one text"),
        ("# BEGIN", "row = list(row)\n            # BEGIN", ":8: is outside the regions, so it would be lost"),
        ("Mean", "Mode", ":8: there is no region Mode.forward in the solution; did you mean 'Mean.forward'?"),
        ("(Base)", "", ":8: Mean.forward stands in 'class Mean: def forward(self, row):', but the solution has it in"),
        ("row):", "row=()):", ":8: Mean.forward stands in 'class Mean(Base): def forward(self, row=()):', but"),
        (
            "class",
            "@cached\n    class",
            ":9: Mean.forward stands in '@cached class Mean(Base): def forward(self, row)",
        ),
        ("return sum", "break; sum", ":8: in its place it is not valid Python: 'break' outside loop"),
        (
            "return sum(self.weight * entry / len(row) for entry in row)",
            "# the same\n            return self.weight * total(row) / len(row)",
            ":8: its region is the solution's own Mean.forward",
        ),
        ("# BEGIN SOLUTION Mean.forward", "# The mean", ":10: END outside a region"),
        ("# END SOLUTION", "# END", ":10: expected '# END SOLUTION', found '# END'"),
        ("entry in row)", "entry in row", ":9: is not valid Python"),
    ],
)
def test_a_wrong_file_of_regions_is_refused_with_its_line(
    assignment: Assignment, old: str, new: str, message: str
) -> None:
    assert old in LOOP
    assert refusal(assignment, loop=LOOP.replace(old, new)).startswith(f"{WHERE}{message}")


def test_a_base_without_regions_is_told_to_have_some(assignment: Assignment) -> None:
    said = refusal(assignment, plain="x = 1\n", loop=LOOP.replace("solution", "plain"))
    assert said == f"{WHERE}:8: there is no region Mean.forward in the variant plain; mark it there"


def test_a_region_that_stands_twice_is_refused(assignment: Assignment) -> None:
    said = refusal(assignment, loop=LOOP + LOOP[LOOP.index("\n\n    class") :])
    assert said.startswith(f"{WHERE}:15: the name Mean.forward is taken (line 8)")


def test_a_base_without_a_region_of_its_own_is_refused(assignment: Assignment) -> None:
    assert refusal(assignment, loop='BASE = "solution"\n').startswith(f"{WHERE}:1: BASE without a region")


def test_a_region_indented_otherwise_is_refused(assignment: Assignment) -> None:
    text = dedent(LOOP).replace("    ", "  ")
    assert refusal(assignment, loop=text).startswith(f"{WHERE}:8: its region is indented unlike the solution's")


def test_a_circle_of_variants_is_refused(assignment: Assignment) -> None:
    said = refusal(assignment, exact=EXACT, loop=LOOP.replace("solution", "float"), float=FLOAT)
    assert "BASE goes round in a circle: exact -> loop -> float -> exact" in said


def test_no_variant_is_called_solution(assignment: Assignment) -> None:
    said = refusal(assignment, solution="x = 1\n")
    assert (
        said == "reference_solutions/hw/variants/solution: is what BASE calls the reference solution; rename the folder"
    )


@pytest.mark.parametrize(("file", "message"), [("c.py", "is not a file that students submit"), (None, "holds no file")])
def test_a_variant_with_an_unknown_file_or_none_is_refused(
    assignment: Assignment, file: str | None, message: str
) -> None:
    (assignment.secret / "variants" / "loop").mkdir(parents=True)
    if file:
        write(assignment, f"loop/{file}", "x = 1\n")
    assert message in refusal(assignment)
