"""Right answers that are written differently: `variants/<name>/`, whole files or regions of another answer.

A file is whole, as a student might submit it; or a line BASE says what it is based on, "solution" or another variant,
and it holds regions, each in place of its base's region of that name. As in a mistake, the lines in which the base has
a region stand around it, so that the file parses by itself:

    \"\"\"The mean, row by row.\"\"\"

    BASE = "solution"


    class Mean(nn.Module):
        def forward(self, rows):
            # BEGIN SOLUTION Mean.forward
            return torch.stack([row.mean() for row in rows])
            # END SOLUTION

Whatever else stood in it would be lost, so it is an error; an import that a region needs stands in the region. A file
that a variant lacks is its base's.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.source.regions import parse_source, read_regions
from autograder.authoring.source.skeleton import headings, statements_outside
from autograder.authoring.source.splice import replacement, splice_regions
from autograder.authoring.source.starter import read_text, shown
from autograder.config.document import meant, suggestion
from autograder.errors import ConfigError
from autograder.files import files_below, is_cache
from autograder.model import Assignment

SOLUTION = "solution"  # as a base


@dataclass(frozen=True)
class _File:
    """One file in a variant's folder.

    Attributes:
        base: what its BASE names; None if the file is whole.
        line: that of BASE.
        column: that of BASE.
    """

    text: str
    where: str
    base: str | None = None
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class _Variant:
    """A variant as its folder has it, what it is based on, and where it says so."""

    files: Mapping[str, _File]
    base: str = SOLUTION
    says_so: str = ""


def read_variants(assignment: Assignment, texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The right variants by name, each a whole submission; `texts` are the files of the solution.

    Raises:
        ConfigError: a variant holds a file that students do not submit, or none at all; what it is based on does not
            exist or is based on it; or a file of regions holds something else, or a region that its base has not.
    """
    folders = sorted((assignment.secret / "variants").glob("*"))
    folders = [folder for folder in folders if folder.is_dir() and not is_cache(Path(folder.name))]
    variants = {folder.name: _variant(assignment, folder) for folder in folders}
    whole = {SOLUTION: dict(texts)}
    for name in variants:
        for each in reversed(_with_bases(name, variants)):
            if each not in whole:
                whole[each] = _whole(variants[each], whole[variants[each].base])
    return {name: whole[name] for name in variants}


def _variant(assignment: Assignment, folder: Path) -> _Variant:
    where = shown(assignment, folder)
    if folder.name == SOLUTION:
        raise ConfigError(where, "is what BASE calls the reference solution", "rename the folder")
    files = {}
    for source in files_below(folder):
        path, file = source.relative_to(folder).as_posix(), shown(assignment, source)
        if path not in assignment.submit:
            raise ConfigError(file, "is not a file that students submit", meant(path, assignment.submit))
        files[path] = _file(path, read_text(source, file), file)
    if not files:
        raise ConfigError(where, "holds no file", f"write {assignment.submit[0]} in it, or delete the folder")
    based = [(file.base, f"{file.where}:{file.line}") for file in files.values() if file.base is not None]
    for base, says_so in based:
        if base != based[0][0]:
            raise ConfigError(says_so, f"BASE is {base!r}, but {based[0][0]!r} in {based[0][1]}", "name one base")
    return _Variant(files, *based[0]) if based else _Variant(files)


def _file(path: str, text: str, where: str) -> _File:
    for node in parse_source(text, where).body if path.endswith(".py") else ():
        if (base := _named_base(node, where)) is not None:
            return _File(text, where, base, node.lineno, node.col_offset)
    return _File(text, where)


def _named_base(node: ast.stmt, where: str) -> str | None:
    """What `BASE = "…"` names. A number of that name is a submission's own; a text in any other way is a slip."""
    if not (isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and _is_text(node.value)):
        return None
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    if "BASE" not in names:
        return None
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and names == ["BASE"]:
        return str(node.value.value)
    raise ConfigError(f"{where}:{node.lineno}", "BASE must be one text", f'write BASE = "{SOLUTION}", or a variant')


def _is_text(node: ast.expr) -> bool:
    """Whether an expression is a text as it is written: plain, an f-string, or put together with + or %."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _with_bases(name: str, variants: Mapping[str, _Variant]) -> list[str]:
    """The variant, what it is based on, what that is based on, and so on, without the solution."""
    line = [name]
    while (base := variants[line[-1]].base) != SOLUTION:
        where = variants[line[-1]].says_so
        if base not in variants:
            raise ConfigError(where, f"there is no variant {base!r}", suggestion(base, [SOLUTION, *variants]))
        if base in line:
            circle = " -> ".join([*line[line.index(base) :], base])
            raise ConfigError(where, f"BASE goes round in a circle: {circle}", f"base one of them on {SOLUTION!r}")
        line.append(base)
    return line


def _whole(variant: _Variant, base: Mapping[str, str]) -> dict[str, str]:
    owner = "the solution" if variant.base == SOLUTION else f"the variant {variant.base}"
    files = dict(base)
    for path, file in variant.files.items():
        files[path] = file.text if file.base is None else _spliced(file, base[path], path, owner)
    return files


def _spliced(file: _File, base: str, path: str, owner: str) -> str:
    regions, tree = read_regions(file.text, file.where), parse_source(file.text, file.where)
    if not regions:
        raise ConfigError(
            f"{file.where}:{file.line}", "BASE without a region", "mark the code that replaces a region of its base"
        )
    _refuse_what_would_be_lost(file, tree)
    replacements = [replacement(file.text, region, f"{file.where}:{region.begin}") for region in regions]
    result = splice_regions(base, replacements, path, owner)
    lines = {region.name: region.begin for region in read_regions(base, path)}
    for region in regions:
        here, there = headings(tree, region.begin), headings(ast.parse(base), lines[region.name])
        if here != there:
            what = f"{region.name} stands in {here!r}, but {owner} has it in {there!r}"
            raise ConfigError(f"{file.where}:{region.begin}", what, "repeat these lines; only annotations may differ")
    return result


def _refuse_what_would_be_lost(file: _File, tree: ast.Module) -> None:
    docstring = tree.body[0] if ast.get_docstring(tree) is not None else None
    for node in statements_outside(tree, read_regions(file.text, file.where)):
        if node is not docstring and (node.lineno, node.col_offset) != (file.line, file.column):
            where, what = f"{file.where}:{node.lineno}", "is outside the regions, so it would be lost"
            raise ConfigError(where, what, "move it into a region, or remove BASE and write the whole file")
