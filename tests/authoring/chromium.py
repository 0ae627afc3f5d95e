"""Headless Chromium, where there is one: what a page measures and what it complains about."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import HANGS

PROGRAM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
needs_chromium = pytest.mark.skipif(
    PROGRAM is None, reason="no Chromium on this machine (Debian: apt install chromium)"
)

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr",
    "--virtual-time-budget=10000",
)  # fmt: skip

_MEASURE = """<!DOCTYPE html><meta charset="utf-8"><title>measure</title>
<iframe id="page" src="{page}" style="width: {width}px; height: 900px; border: 0"></iframe>
<pre id="result"></pre>
<script>
document.getElementById("page").onload = (event) => {{
  const inner = event.target.contentDocument;
  const right = Math.max(...[...inner.querySelectorAll("body *")].filter(e => !e.closest(".scroll, pre, math"))
    .map(e => e.getBoundingClientRect().right));
  const small = [...inner.querySelectorAll("p, li, td")].filter(e => parseFloat(getComputedStyle(e).fontSize) < 11.5);
  document.getElementById("result").textContent =
    [Math.ceil(Math.max(right, inner.documentElement.scrollWidth) - inner.documentElement.clientWidth),
     small.length, inner.scripts.length].join(" ");
}};
</script>
"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server on this machine for the folder's files."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def measure(folder: Path, page: str, width: int) -> tuple[int, int, int]:
    """Of a page shown `width` pixels wide: pixels that stick out on the right, texts too small to read, scripts."""
    wrapper = folder / "measure.html"
    wrapper.write_text(_MEASURE.format(page=page, width=width), encoding="utf-8")
    try:
        with served(folder) as address:
            document, complaints = _dump(f"{address}/measure.html")
    finally:
        wrapper.unlink()
    assert "CONSOLE" not in complaints, complaints
    numbers = document.split('<pre id="result">')[1].split("</pre>")[0].split()
    overflow, small, scripts = (int(number) for number in numbers)
    return overflow, small, scripts


def _dump(address: str) -> tuple[str, str]:
    assert PROGRAM is not None
    with TemporaryDirectory() as profile:
        done = subprocess.run(
            [PROGRAM, *_FLAGS, f"--user-data-dir={profile}", "--dump-dom", address],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=HANGS,
            check=False,
        )
    return done.stdout, done.stderr


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
