"""Formulas on pages: the font that comes with them is used, and names of functions keep their distance."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.writeup.page_style import page_style
from autograder.authoring.writeup.pandoc import read_markdown, to_html
from autograder.authoring.writeup.render import THEME

from . import chromium

_THIN = '<mspace width="0.167em"></mspace>'
_PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>x</title><style>{style}</style>
<p><math><msup><mi>a</mi><mi>⊤</mi></msup></math></p><pre id="result"></pre>
<script>
document.fonts.load('16px "Page Math"', "a").then(faces => {{
  document.getElementById("result").textContent = faces.map(face => face.status).join();
}});
</script>
"""


def converted(tex: str) -> str:
    return to_html(read_markdown(f"${tex}$", "a.md"), "a.md").partition("<annotation")[0]


def test_names_of_functions_keep_a_thin_space_where_tex_sets_one() -> None:
    assert converted(r"y \log z").count(_THIN) == 2
    assert converted(r"y^\top \log z").count(_THIN) == 2
    assert converted(r"\log z").count(_THIN) == converted(r"-\log z").count(_THIN) == 1
    assert converted(r"\log(z)").count(_THIN) == converted(r"\log").count(_THIN) == 0


@pytest.mark.slow
@chromium.needs_chromium
def test_the_font_is_one_that_a_browser_takes(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(_PAGE.format(style=page_style(THEME)), encoding="utf-8")
    with chromium.served(tmp_path) as address:
        shown, complaints = chromium._dump(f"{address}/page.html")
    assert '<pre id="result">loaded</pre>' in shown, complaints
