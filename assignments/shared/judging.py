"""What a check of a property says where the values are wrong already: that it cannot judge.

A check titled "arguments are not modified" needs right values first, or returning nothing would pass it. But wrong
values are not its business: others say what is wrong with them, and whoever reads a title and "failed" looks for what
is not there.

    with needs("5.1", "5.2"):
        close(Linear().forward(a, omega, beta), want, "Linear.forward")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class NotJudged(AssertionError):
    """The check cannot judge before others pass; its points are lost meanwhile.

    Attributes:
        not_judged: the numbers of these others.
    """

    def __init__(self, numbers: tuple[str, ...], seen: Exception) -> None:
        *most, last = numbers
        first = f"{', '.join(most)} and {last}" if most else last
        super().__init__(f"not judged: first make {first} pass\n{seen}")
        self.not_judged = numbers


@contextmanager
def needs(*numbers: str) -> Iterator[None]:
    """What fails in here is for the checks of these numbers to say: at least one, as in `@number`."""
    __tracebackhide__ = True
    try:
        yield
    except NotImplementedError:  # not started: everybody knows what that means
        raise
    except Exception as error:
        raise NotJudged(numbers, error) from error
