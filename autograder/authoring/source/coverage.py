"""Which checks run which solution region; the other checks cannot tell its mutants from the solution.

Theory of operation. The solution is graded once more, with a line at the start of each region that writes the region's
number the first time a process comes by. What a check's process wrote is in its outcome. The line goes past `print` and
`sys.stdout`, which tests replace now and then. A check that does not pass this way, because it counts lines or reads
the source, and one whose output was cut short, are taken to come through every region.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from autograder.authoring.source.regions import read_regions
from autograder.authoring.source.snippet import put_back, snippet_of
from autograder.model import Outcome, Verdict

_NOTE = "audit: came through region"
_CODE = '"_came_{number}" in globals() or globals().update(_came_{number}=__import__("os").write(1, b"\\n{note}\\n"))\n'


def marked(texts: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The solution that tells through which regions it comes, and the regions by number.

    >>> files, regions = marked({"a.py": "def f():\\n    # BEGIN SOLUTION f\\n    return 1\\n    # END SOLUTION\\n"})
    >>> regions, "came through region 0" in files["a.py"]
    (['f'], True)
    """
    files, regions = dict(texts), list[str]()
    for path, text in texts.items():
        found = read_regions(text, path)
        for number, region in reversed([*enumerate(found, start=len(regions))]):  # from the end: line numbers stay
            code = _CODE.format(number=number, note=f"{_NOTE} {number}") + snippet_of(text, region).text
            files[path] = put_back(files[path], region, code)
        regions += [region.name for region in found]
    return files, regions


def reach_of(outcomes: Iterable[Outcome], regions: list[str], kept: int) -> dict[str, set[str]]:
    """Region -> the ids of the checks that come through it.

    Args:
        outcomes: of the marked solution.
        kept: how many bytes of output are kept at most.
    """
    reach: dict[str, set[str]] = {region: set() for region in regions}
    for outcome in outcomes:
        uncertain = outcome.verdict is not Verdict.PASSED or len(outcome.output.encode()) >= kept
        told = {int(number) for number in re.findall(rf"{_NOTE} (\d+)", outcome.output)}
        for number, region in enumerate(regions):
            if uncertain or number in told:
                reach[region].add(outcome.check.id)
    return reach
