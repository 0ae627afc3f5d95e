"""A write-up is one self-contained page and a PDF that says the same, the same bytes every time."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import html5lib
import pypdf
import pytest
import typst

from autograder.authoring.writeup import page_style
from autograder.authoring.writeup.render import WriteUp, html_page, pdf, theme_folder, write_up
from autograder.errors import ConfigError

from .sample import FILES, NAME, sample


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> WriteUp:
    return write_up(sample(tmp_path_factory.mktemp("course")))


@pytest.fixture(scope="module")
def page(done: WriteUp) -> str:
    return html_page(done)


@pytest.fixture(scope="module")
def document(done: WriteUp) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf(done)))


def test_the_page_is_valid_html(page: str) -> None:
    html5lib.HTMLParser(strict=True).parse(page)


def test_the_page_loads_nothing_and_runs_nothing(page: str) -> None:
    assert "<script" not in page and "<link" not in page and "@import" not in page
    assert re.findall(r"url\((.{5})", page) == ["data:"]  # the math font
    assert not re.search(r"\b(src|srcset|data|poster|action)=", page)
    assert not re.search(r"\son\w+=", page)
    assert set(re.findall(r'href="([^#][^"]*)"', page)) == {"https://numpy.org/"}


def test_every_link_within_the_page_has_its_target(page: str) -> None:
    targets = set(re.findall(r'id="([^"]+)"', page))
    links = re.findall(r'href="#([^"]*)"', page)
    assert len(links) >= 5
    assert set(links) <= targets


def test_formulas_are_mathml(page: str) -> None:
    assert (
        len(re.findall(r"<math ", page)) == 4
    )  # the longer of the write-up's two may break after its =; a shape in a docstring
    assert "<mi>α</mi>" in page


def test_the_title_is_escaped_and_headings_are_numbered(page: str) -> None:
    assert "<h1>Homework 1: Scales &amp; &lt;units&gt;</h1>" in page
    assert re.search(r'<h2 id="what-to-implement"><span class="number">2</span>\s+What to implement</h2>', page)
    assert re.search(r'<h3 id="double"><span class="number">2.1</span>', page)


def test_the_pdf_has_its_title_block_question_and_page_numbers(document: pypdf.PdfReader) -> None:
    pages = [" ".join(page.extract_text().split()) for page in document.pages]
    everything = " ".join(pages)
    for words in (
        "Small Course · Spring 2027",
        "Homework 1: Scales & <units>",
        "Due Friday, 12 February 2027, 23:59 EST",
        "12 points: 7 by tests, 5 for written questions",
        "2.1 double",
        "Question 1 (5 points)",
        "def double(a: np.ndarray) -> np.ndarray:",
        "6 grace days",
    ):
        assert words in everything, words
    assert all(f"{number} of {len(pages)}" in text for number, text in enumerate(pages, start=1))


def test_the_pdf_links_to_its_sections_and_elsewhere(document: pypdf.PdfReader) -> None:
    links = [
        annotation.get_object()
        for page in document.pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    addresses = {link["/A"].get("/URI") for link in links if "/A" in link}
    assert "https://numpy.org/" in addresses
    assert any("/Dest" in link or link.get("/A", {}).get("/S") == "/GoTo" for link in links)


def test_the_pdf_says_nothing_about_when_or_by_whom_it_was_made(document: pypdf.PdfReader) -> None:
    assert document.metadata is not None
    assert document.metadata.title == "Homework 1: Scales & <units>"
    assert document.metadata.creation_date is None
    assert document.metadata.author is None


def test_both_are_the_same_bytes_every_time(done: WriteUp, page: str, tmp_path: Path) -> None:
    again = write_up(sample(tmp_path))
    assert html_page(again) == page
    assert pdf(again) == pdf(done)


def test_space_for_the_answer_is_in_the_pdf(tmp_path: Path) -> None:
    text = FILES[f"handouts/{NAME}.md"].replace('space="6cm"', 'space="20cm"')
    longer = sample(tmp_path, {f"handouts/{NAME}.md": text})
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf(write_up(longer)))).pages]
    (alone,) = [text for text in pages if "Question 1" in text]
    assert "How it is graded" not in alone


def test_quotes_and_backslashes_in_a_title_do_not_break_the_pdf(tmp_path: Path) -> None:
    path = f"assignments/{NAME}/assignment.yaml"
    text = FILES[path].replace('"Homework 1: Scales & <units>"', "'A \"quoted\" \\ #title $x$ ü'")
    document = pypdf.PdfReader(io.BytesIO(pdf(write_up(sample(tmp_path, {path: text})))))
    assert document.metadata is not None
    assert document.metadata.title == 'A "quoted" \\ #title $x$ ü'


def test_a_theme_that_does_not_compile_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    theme = theme_folder(sample(tmp_path).course)
    own = tmp_path / "handouts" / "theme"
    own.mkdir()
    for path in theme.iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    (own / "writeup.typ").write_text("#let write-up(body) = unknown-name")
    assert theme_folder(sample(tmp_path).course) == own
    with pytest.raises(ConfigError, match=r"^handouts/hw1_scale\.md: typst says: unexpected argument|unknown variable"):
        pdf(write_up(sample(tmp_path)))


def test_no_name_of_the_theme_is_a_name_of_mathematics(tmp_path: Path) -> None:
    """Typst looks names in formulas up in the theme first: a colour called accent would break every accent."""
    theme = (theme_folder(sample(tmp_path).course) / "writeup.typ").read_text(encoding="utf-8")
    names = re.findall(r"^#let ([\w-]+)", theme, re.MULTILINE)
    assert len(names) > 10
    probe = "\n".join(f"#assert(not dictionary(math).keys().contains({name!r}))".replace("'", '"') for name in names)
    typst.compile(probe.encode(), format="pdf")


def test_typewriter_letters_in_a_formula_are_set_as_such(tmp_path: Path) -> None:
    text = FILES[f"handouts/{NAME}.md"].replace("\\alpha x", "\\hat{\\texttt{nan}} x")
    pages = pypdf.PdfReader(io.BytesIO(pdf(write_up(sample(tmp_path, {f"handouts/{NAME}.md": text}))))).pages
    assert "DejaVu" not in pages[0].extract_text()


def test_the_page_carries_a_math_font_and_loads_nothing(page: str) -> None:
    """Debian's Chromium has no math font: without one, fractions and transposes are out of place."""
    (source,) = re.findall(r"@font-face \{[^}]*url\(data:font/woff2;base64,([^)]+)\)", page)
    font = base64.b64decode(source, validate=True)
    assert font[:4] == b"wOF2" and len(font) < 60_000
    assert re.search(r'math \{[^}]*font-family: "Page Math"', page)
    licence = (page_style.FONT.parent / "math-font-license.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
