"""One mutant as a unified diff of the changed lines."""

from __future__ import annotations

from autograder.audit.result import MutantRow


def change_of(mutant: MutantRow) -> str:
    """The diff, with a heading that says where and what.

    >>> print(change_of(MutantRow("", "a.py", "f", 3, "sign", "return x", "return -x", "survived")))
    @@ a.py:3 f, sign @@
    -return x
    +return -x
    """
    heading = f"@@ {mutant.path}:{mutant.line} {mutant.region}, {mutant.operator} @@"
    why = [f"# {mutant.reason}"] if mutant.fate == "broken" else []
    was = [f"-{line}" for line in mutant.was.splitlines()]
    now = [f"+{line}" for line in mutant.now.splitlines()]
    return "\n".join([heading, *why, *was, *now])
