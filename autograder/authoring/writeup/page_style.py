"""The style of pages, with a math font in it, so that formulas look right where the system has none."""

from __future__ import annotations

import base64
from pathlib import Path

FONT = Path(__file__).with_name("theme") / "math.woff2"
FAMILY = "Page Math"


def page_style(theme: Path) -> str:
    """The theme's style.css, before it the font as a data: address, which loads nothing from anywhere."""
    content = base64.b64encode(FONT.read_bytes()).decode("ascii")
    face = f'font-family: "{FAMILY}"; src: url(data:font/woff2;base64,{content}) format("woff2")'
    about = "/* A part of STIX Two Math, copyright The STIX Fonts Project Authors, SIL Open Font License 1.1 */"
    return f"{about}\n@font-face {{ {face} }}\n{(theme / 'style.css').read_text('utf-8')}"
