"""Cuts the math font of the pages from STIX Two Math: `python -m tools.math_font FONT`.

Browsers set formulas with whatever math font the system has, and many have none: fractions, transposes and roots are
then out of place. So pages carry one, as theme/math.woff2. FONT is STIX Two Math (2.12 or newer, OpenType or WOFF2;
SIL Open Font License 1.1, no reserved name, its words in theme/math-font-license.txt). Only characters that formulas
use stay, with the larger forms that the font's MATH table lists for them. Needs `pip install fonttools brotli`.
"""

from __future__ import annotations

import sys
from pathlib import Path

FONT = Path(__file__).resolve().parents[1] / "autograder/authoring/writeup/theme/math.woff2"
#: First and last code points: Latin, accents, Greek, dashes and primes, arrows, operators, brackets, letters in
#: italics, bold and script.
RANGES = (
    (0x20, 0x7E), (0xA0, 0xA0), (0xAC, 0xAC), (0xAF, 0xB1), (0xB7, 0xB7), (0xD7, 0xD7), (0xF7, 0xF7), (0x131, 0x131),
    (0x237, 0x237), (0x300, 0x304), (0x306, 0x308), (0x30C, 0x30C), (0x20D7, 0x20D7), (0x391, 0x3C9), (0x3D1, 0x3D1),
    (0x3D5, 0x3D6), (0x3F0, 0x3F1), (0x3F5, 0x3F5), (0x2016, 0x2016), (0x2026, 0x2026), (0x2032, 0x2034),
    (0x203E, 0x203E), (0x2061, 0x2063), (0x2102, 0x2102), (0x210E, 0x210E), (0x2112, 0x2113), (0x2115, 0x2115),
    (0x211A, 0x211A), (0x211D, 0x211D), (0x2124, 0x2124), (0x2130, 0x2131), (0x2190, 0x2194), (0x21A6, 0x21A6),
    (0x21D0, 0x21D4), (0x27F6, 0x27F6), (0x2200, 0x2200), (0x2202, 0x2203), (0x2205, 0x2209), (0x220B, 0x220B),
    (0x220F, 0x220F), (0x2211, 0x2213), (0x2217, 0x2218), (0x221A, 0x221A), (0x221D, 0x221E), (0x2223, 0x2225),
    (0x2227, 0x222B), (0x223C, 0x223C), (0x2245, 0x2248), (0x2260, 0x2265), (0x226A, 0x226B), (0x2282, 0x2287),
    (0x2295, 0x2299), (0x22A4, 0x22A5), (0x22C5, 0x22C5), (0x22EE, 0x22F1), (0x2308, 0x230B), (0x23DE, 0x23DF),
    (0x27E8, 0x27E9), (0x1D400, 0x1D4B5), (0x1D53C, 0x1D53C), (0x1D670, 0x1D6A3), (0x1D6FC, 0x1D71B),
)  # fmt: skip


def main() -> None:
    """Write theme/math.woff2 anew."""
    from fontTools import subset  # not among this project's packages: it is needed only here

    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tools.math_font FONT")
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["ssty"], glyph_names=False)
    font = subset.load_font(sys.argv[1], options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[point for first, last in RANGES for point in range(first, last + 1)])
    cutter.subset(font)
    subset.save_font(font, str(FONT), options)
    print(f"{FONT.name}: {FONT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
