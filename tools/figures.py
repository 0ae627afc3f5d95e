"""Draws the figures of the handouts: handouts/figures/NAME.py to handouts/figures/NAME.svg.

python -m tools.figures           draws those whose picture is not what their source says
python -m tools.figures --check   only compares; ends with 1 when one is stale
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "handouts" / "figures"
HELPERS = ("drawing", "plotting")


def sources() -> list[Path]:
    """The modules that draw one figure each."""
    return sorted(path for path in FOLDER.glob("*.py") if path.stem not in HELPERS)


def drawn(source: Path) -> str:
    """The SVG that a source draws."""
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location(f"figure_{source.stem}", source)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return str(module.draw().svg())
    finally:
        sys.path.remove(str(FOLDER))


def stale() -> list[tuple[Path, str]]:
    """The pictures that are not what their sources draw, with what they should be."""
    pairs = [(source.with_suffix(".svg"), drawn(source)) for source in sources()]
    return [(path, svg) for path, svg in pairs if not path.is_file() or path.read_text(encoding="utf-8") != svg]


def main() -> int:
    """Draw, or compare."""
    found = stale()
    for path, svg in found:
        if "--check" not in sys.argv:
            path.write_text(svg, encoding="utf-8")
        print(f"{path.name}: {'stale; run python -m tools.figures' if '--check' in sys.argv else 'drawn'}")
    return 1 if found and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
