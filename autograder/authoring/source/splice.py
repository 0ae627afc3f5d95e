"""Other code in place of solution regions: how a mistake or a right variant becomes a whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.authoring.source.regions import Region, lines_of, read_regions, rewrite
from autograder.config.document import suggestion
from autograder.errors import ConfigError


@dataclass(frozen=True)
class Replacement:
    """What replaces the region of this name.

    Attributes:
        code: its lines, indented as in the file that they are for.
        indent: the white space in front of its markers.
        where: what messages call the place where it is written.
    """

    region: str
    code: tuple[str, ...]
    indent: str
    where: str


def replacement(text: str, region: Region, where: str) -> Replacement:
    """The code of one region of a file, to be put into another file."""
    return Replacement(region.name, tuple(lines_of(text)[region.first - 1 : region.end - 1]), region.indent, where)


def splice_regions(text: str, replacements: Sequence[Replacement], file: str, owner: str) -> str:
    """A file with other code in some of its regions; markers and starting points stay.

    Args:
        file: what messages call the file.
        owner: what they call whose file it is, e.g. "the solution".

    Raises:
        ConfigError: the file has no such region, the code is indented unlike it or is no other code, or the result is
            not valid Python.
    """
    lines, regions = lines_of(text), {region.name: region for region in read_regions(text, file)}
    spliced: dict[Region, list[str]] = {}
    for new in replacements:
        region = regions.get(new.region)
        if region is None:
            remedy = suggestion(new.region, list(regions)) if regions else "mark it there"
            raise ConfigError(new.where, f"there is no region {new.region} in {owner}", remedy)
        if region.indent != new.indent:
            raise ConfigError(new.where, f"its region is indented unlike {owner}'s {new.region}", "indent both alike")
        if _bare(new.code) == _bare(lines[region.first - 1 : region.end - 1]):
            raise ConfigError(new.where, f"its region is {owner}'s own {new.region}", "write other code, or delete it")
        spliced[region] = [*lines[region.begin - 1 : region.first - 1], *new.code, lines[region.end - 1]]
    result, origins = rewrite(text, spliced)
    try:
        compile(result, file, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = origins[min(getattr(error, "lineno", None) or 1, len(origins)) - 1]
        blamed = [new for new in replacements if regions[new.region].begin == line] or replacements
        raise ConfigError(blamed[0].where, f"in its place it is not valid Python: {error}") from None
    return result


def _bare(code: Sequence[str]) -> list[str]:
    return [line.strip() for line in code if line.strip() and not line.strip().startswith("#")]
