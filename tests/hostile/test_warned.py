"""A warning is a child's word: it names a file, and no line of a file of this machine is read for it."""

from __future__ import annotations

import warnings
from pathlib import Path

from autograder.grading.remote.heard import give
from autograder.sandbox.inside.wire import schema


def test_a_warning_shows_no_line_of_the_file_that_it_names(tmp_path: Path) -> None:
    hidden = tmp_path / "test_hidden.py"
    hidden.write_text("EXPECTED = 42\n")
    with warnings.catch_warnings(record=True) as recorded:
        warnings.simplefilter("always")
        give([schema.Warned("UserWarning", ["UserWarning"], "m", str(hidden), 1)])
    (one,) = recorded
    assert "EXPECTED" not in warnings.formatwarning(one.message, one.category, one.filename, one.lineno)
