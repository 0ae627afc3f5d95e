"""hw2's Kneser-Ney against NLTK's, as character models of tiny Shakespeare: time to fit, speed of scoring, perplexity.

    python bench/hw2_speed.py [TEXT] [--order 5] [--without-nltk] [--tokens 300]

TEXT is the file, or AUTOGRADER_SHAKESPEARE names it, or it is downloaded. Three models are fitted to the characters of
the first 90 % in one process, one after the other, and score the beginning of the rest: the fast variant all of it, the
reference, which is written to be read, and NLTK's `--tokens` of it. NLTK is not among the project's dependencies:
`pip install nltk` first.
KenLM's figures (modified Kneser-Ney, same split) are quoted, not measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
HOMEWORK = ROOT / "reference_solutions" / "hw2_ngram_lm"
sys.path.insert(0, str(ROOT / "assignments" / "shared"))

from shakespeare import load, split  # noqa: E402 - found by the path above

KENLM = {5: 4.765, 6: 4.585}  # perplexity per character
DISCOUNT = 0.75


@dataclass(frozen=True)
class Measured:
    """What one implementation took; `perplexity` is over the `tokens` that it scored."""

    name: str
    fit_seconds: float
    tokens_per_second: float
    tokens: int
    perplexity: float


def measure_fast(train: str, test: str, order: int) -> Measured:
    """The fast variant, from characters, on all of the test text; the best of three, which takes a second."""
    code = module("variants/fast")

    def fitted() -> tuple[object, object]:
        vocab = code.Vocab(sorted(set(train)))
        return vocab, code.KneserNey(order, len(vocab), DISCOUNT).fit([encode(vocab, train)])

    fit, (vocab, model) = min((_timed(fitted) for _ in range(3)), key=_first)
    score, logs = min((_timed(lambda: model.logprobs(encode(vocab, test))) for _ in range(3)), key=_first)
    return Measured("fast variant", fit, len(logs) / score, len(logs), float(np.exp(-logs.mean())))


def measure_reference(train: str, test: str, order: int, tokens: int) -> Measured:
    """The reference solution, from characters, word by word with `dist`; needs some seconds."""
    code = module("solution")

    def fitted() -> tuple[object, object]:
        vocab = code.Vocab(sorted(set(train)))
        return vocab, code.KneserNey(order, len(vocab), DISCOUNT).fit([vocab.encode(train)])

    fit, (vocab, model) = _timed(fitted)
    ids = vocab.encode(test[: order - 1 + tokens])
    score, p = _timed(lambda: [model.dist(ids[t - order + 1 : t])[ids[t]] for t in range(order - 1, len(ids))])
    return Measured("reference", fit, tokens / score, tokens, float(np.exp(-np.log(p).mean())))


def module(folder: str) -> ModuleType:
    """The `ngram_lm.py` in a folder of the homework, under a name of its own."""
    spec = importlib.util.spec_from_file_location(folder.replace("/", "_"), HOMEWORK / folder / "ngram_lm.py")
    assert spec and spec.loader
    loaded = sys.modules[spec.name] = importlib.util.module_from_spec(spec)  # dataclasses look their module up
    spec.loader.exec_module(loaded)
    return loaded


def encode(vocab: object, text: str) -> np.ndarray:
    """What `vocab.encode(text)` gives, as an array, for a text of characters below 256."""
    table = np.array(vocab.encode(map(chr, range(256))))
    return table[np.frombuffer(text.encode("latin-1"), dtype=np.uint8)]


def measure_nltk(train: str, test: str, order: int, tokens: int) -> Measured:
    """NLTK's KneserNeyInterpolated, used as its documentation says; needs half a minute or more."""
    from nltk.lm import KneserNeyInterpolated
    from nltk.lm.preprocessing import padded_everygram_pipeline

    def fitted() -> object:
        model = KneserNeyInterpolated(order, discount=DISCOUNT)
        model.fit(*padded_everygram_pipeline(order, [list(train)]))
        return model

    def scored() -> list[float]:
        return [model.logscore(test[t], list(test[t - order + 1 : t])) for t in range(order - 1, order - 1 + tokens)]

    fit, model = _timed(fitted)
    score, logs = _timed(scored)
    return Measured("NLTK", fit, tokens / score, tokens, float(2 ** -np.mean(logs)))


def _timed(call: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def _first(pair: tuple[float, object]) -> float:
    return pair[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("text", nargs="?", help="the file of tiny Shakespeare")
    parser.add_argument("--order", type=int, default=5, help="n (default: 5)")
    parser.add_argument("--tokens", type=int, default=300, help="how many reference and NLTK score (default: 300)")
    parser.add_argument("--without-nltk", action="store_true", help="measure ours only")
    options = parser.parse_args()
    train, test = split(load(options.text))
    rows = [
        measure_fast(train, test, options.order),
        measure_reference(train, test, options.order, options.tokens),
    ]
    if not options.without_nltk:
        rows.append(measure_nltk(train, test, options.order, options.tokens))
    print(f"character {options.order}-gram Kneser-Ney, {len(train):,} characters to train on")
    for row in rows:
        print(
            f"  {row.name:14} fits in {row.fit_seconds:7.2f} s, scores {row.tokens_per_second:11,.0f} tokens/s, "
            f"perplexity {row.perplexity:.3f} on {row.tokens:,} tokens"
        )
    for ours in rows[:2] if not options.without_nltk else ():
        fit, score = rows[2].fit_seconds / ours.fit_seconds, ours.tokens_per_second / rows[2].tokens_per_second
        print(f"  the {ours.name} fits {fit:,.0f} times faster than NLTK and scores {score:,.0f} times faster")
    if options.order in KENLM:
        wanted = KENLM[options.order]
        print(f"  KenLM's perplexity is {wanted} (quoted); ours is {100 * (rows[0].perplexity / wanted - 1):+.2f} %")


if __name__ == "__main__":
    main()
