"""Figures stand in the page and in the PDF as they are, load and run nothing, and are what their sources draw."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import html5lib
import pypdf
import pytest

from autograder.authoring.check.secrecy import leak_findings
from autograder.authoring.handout.build_stamp import digest_of_inputs
from autograder.authoring.new import write_homework
from autograder.authoring.writeup.figures import read_figure
from autograder.authoring.writeup.render import html_page, pdf, write_up
from autograder.config import load_assignment, load_course
from autograder.errors import ConfigError
from autograder.model import Assignment
from tools import figures

from . import chromium
from .conftest import ROOT
from .sample import FILES, NAME, sample

WRITE_UP = f"handouts/{NAME}.md"
GRAPH = "handouts/figures/graph.svg"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="310" height="60"><text x="9" y="30">a word in it</text></svg>'
IMAGE = '![A graph of $y$.](figures/graph.svg){alt="An arrow from x to y."}'


def with_figure(root: Path, svg: str | None = SVG, image: str = IMAGE) -> Assignment:
    text = FILES[WRITE_UP].replace("# What to implement", f"{image}\n\n        # What to implement")
    return sample(root, {WRITE_UP: text, GRAPH: svg})


def test_a_figure_stands_in_the_page_with_its_caption_and_its_words(tmp_path: Path) -> None:
    page = html_page(write_up(with_figure(tmp_path)))
    html5lib.HTMLParser(strict=True).parse(page)
    found = re.search(r'<figure class="drawing">(.*?)</figure>', page, re.DOTALL)
    assert found is not None
    assert '<svg role="img" aria-label="An arrow from x to y." ' in found[1] and "a word in it" in found[1]
    assert "A graph of <span" in found[1].partition("<figcaption>")[2]
    assert "<script" not in page


def test_a_figure_is_drawn_in_the_pdf(tmp_path: Path) -> None:
    document = pypdf.PdfReader(io.BytesIO(pdf(write_up(with_figure(tmp_path)))))
    text = " ".join(page.extract_text() for page in document.pages)
    assert "a word in it" in text and "Figure 1" in text
    assert not any(page.images for page in document.pages)  # lines and letters, no pixels


LINE = next(
    n
    for n, line in enumerate(FILES[WRITE_UP].strip("\n").splitlines(), 1)
    if "What to implement" in line and "#" in line
)


@pytest.mark.parametrize(
    ("svg", "image", "message"),
    [
        (None, IMAGE, f"{NAME}.md:{LINE}: there is no figure figures/graph.svg; put it into handouts/figures"),
        (
            SVG,
            IMAGE.replace("figures/", ""),
            f"{NAME}.md:{LINE}: the figure graph.svg is not an SVG in handouts/figures",
        ),
        (
            SVG,
            IMAGE.replace(".svg", ".png"),
            f"{NAME}.md:{LINE}: the figure figures/graph.png is not an SVG in handouts/figures",
        ),
        (SVG, IMAGE.replace("figures/", "../figures/"), "is not an SVG in handouts/figures"),
        (
            SVG,
            IMAGE.partition("{")[0],
            f"{NAME}.md:{LINE}: the figure figures/graph.svg has no alt text; write what it",
        ),
        (
            SVG,
            f"See {IMAGE} here.",
            f"{NAME}.md:{LINE}: the image figures/graph.svg is in the middle of a paragraph; put it into a separate para",
        ),
        (
            SVG.replace("<text", "<script>1</script><text"),
            IMAGE,
            "graph.svg: has '<script': a figure loads nothing and",
        ),
        (SVG.replace("<text", '<text onclick="x()"'), IMAGE, "a figure loads nothing and runs nothing; take it out"),
        (SVG.replace("<text", '<image href="http://a/b.png"/><text'), IMAGE, "a figure loads nothing and runs nothing"),
        (SVG.replace("</svg>", ""), IMAGE, "handouts/figures/graph.svg:1: is no SVG; write it anew"),
    ],
)
def test_what_is_no_good_figure_is_told_with_its_place(
    tmp_path: Path, svg: str | None, image: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        html_page(write_up(with_figure(tmp_path, svg, image)))
    assert message in str(caught.value)


def test_names_within_two_figures_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    source = '<?xml version="1.0"?>\n<!-- by a program -->\n<svg><path id="a"/><use href="#a"/><rect fill="url(#a)"/></svg>\n'
    (tmp_path / "figures" / "one.svg").write_text(source)
    shown = read_figure(tmp_path, "figures/one.svg", "here")
    assert shown == '<svg><path id="one-a"/><use href="#one-a"/><rect fill="url(#one-a)"/></svg>'


def test_another_figure_makes_another_handout(tmp_path: Path) -> None:
    assignment = with_figure(tmp_path)
    before = digest_of_inputs(assignment)
    (tmp_path / GRAPH).write_text(SVG.replace("a word", "no word"))
    assert digest_of_inputs(assignment) != before


def test_a_solution_in_a_figure_is_found(tmp_path: Path) -> None:
    write_homework(load_course(tmp_path), "hw4_attention")
    (tmp_path / "handouts" / "figures").mkdir()
    svg = SVG.replace("a word in it", "return weights @ values / weights.sum()")
    (tmp_path / "handouts" / "figures" / "graph.svg").write_text(svg)
    assert [leak.where for leak in leak_findings(load_assignment(load_course(tmp_path), "hw4_attention"))]


@pytest.mark.slow
@chromium.needs_chromium
def test_the_page_steps_through_a_figure_forward_and_backward(tmp_path: Path) -> None:
    steps = "".join(f'<g data-steps="{n}-{n}"><text>part {n}</text></g>' for n in range(4))
    page = html_page(write_up(with_figure(tmp_path, SVG.replace("</svg>", f"{steps}</svg>"))))
    html5lib.HTMLParser(strict=True).parse(page)
    walk = (
        "<script>const b = document.querySelectorAll('.stepper button'); const seen = [];"
        "const note = () => seen.push([...document.querySelectorAll('[data-steps]')]"
        ".filter(e => e.getAttribute('display') !== 'none').map(e => e.textContent) + b[0].disabled + b[1].textContent.match(/forward|start/)[0]);"
        "note(); for (let k = 0; k < 4; k++) { b[1].click(); note(); } b[0].click(); note();"
        "document.title = seen.join('|');</script>"
    )
    (tmp_path / "walk.html").write_text(page.replace("</body>", f"{walk}</body>"))
    with chromium.served(tmp_path) as address:
        shown, _ = chromium._dump(f"{address}/walk.html")
    title = re.search("<title>(.*?)</title>", shown)
    assert title is not None
    wanted = [  # it opens complete; forward leads from there to the start
        "part 3falsestart",
        "part 0trueforward",
        "part 1falseforward",
        "part 2falseforward",
        "part 3falsestart",
        "part 2falseforward",
    ]
    assert title[1].split("|") == wanted


def test_the_figures_of_this_course_are_what_their_sources_draw() -> None:
    assert [path.name for path, _ in figures.stale()] == []
    assert len(figures.sources()) >= 10


def test_every_figure_of_this_course_is_shown_in_a_handout_and_readable_in_grey() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "handouts").glob("*.md"))
    for path in (ROOT / "handouts" / "figures").glob("*.svg"):
        assert f"](figures/{path.name})" in text, path.name
        svg = path.read_text(encoding="utf-8")
        inks = set(re.findall(r'<(?:text|tspan)[^>]* fill="(#\w{6})"', svg))
        for ink in inks - {"#ffffff"}:  # white words stand on dark fields only
            red, green, blue = (int(ink[k : k + 2], 16) for k in (1, 3, 5))
            assert 0.3 * red + 0.59 * green + 0.11 * blue < 110, (path.name, ink)


def test_the_code_in_the_write_up_of_hw1_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("assignments/hw1_autodiff/given", "reference_solutions/hw1_autodiff/solution"):
        monkeypatch.syspath_prepend(str(ROOT / folder))
    kept = {name: sys.modules.pop(name) for name in ("autodiff", "gradcheck") if name in sys.modules}
    try:
        import numpy as np

        import autodiff  # type: ignore[import-not-found]

        text = (ROOT / "handouts" / "hw1_autodiff.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        assert len(blocks) == 3
        rng = np.random.default_rng(0)
        names = vars(autodiff) | {"rng": rng, "x": rng.standard_normal((4, 2)), "y": np.eye(2)[[0, 1, 1, 0]]}
        for block in blocks:
            if "torch" not in block and "nn." not in block:
                exec(compile(block, "hw1_autodiff.md", "exec"), names)
        assert np.abs(names["model"].alpha.out_gradient).sum() > 0
        assert "GradientCheck(name='a'" in capsys.readouterr().out
        assert all(check.agrees for check in names["check_module"](names["Square"], np.ones((2, 3))))
    finally:
        for name in ("autodiff", "gradcheck"):
            sys.modules.pop(name, None)
        sys.modules.update(kept)
