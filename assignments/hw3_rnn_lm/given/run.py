"""Train your rnn_lm.py within 60 CPU-seconds, and draw what came of it.

    python run.py                      the known source: text whose best possible perplexity is known exactly
    python run.py --seed 17            a source of your own
    python run.py --shakespeare [FILE] the characters of tiny Shakespeare (downloaded once, or read from FILE)
    python run.py --help               sizes, learning rate, number of steps

Sizes and settings are those of LEADERBOARD in rnn_lm.py unless you say otherwise. Into the folder plots/ go

    loss.png      the loss of each step, with the floors as lines
    norms.png     the norm of the gradients before clipping
    positions.png where in a speech the RNN is better than the best possible 5-gram (known source only)
    samples.txt and samples.png   text by the source, by n-grams and by your RNN, side by side

If your ngram_lm.py of hw2 lies in the same folder, its 5-gram speaks as well.
"""

from __future__ import annotations

import argparse
import math
import textwrap
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

import rnn_lm
import shakespeare
from leak_detector import detect, normalised_score
from text_source import TextSource

Array = np.ndarray

CPU_SECONDS = 50.0  # for training, so that all is done within 60
STREAMS = 32


@dataclass
class Text:
    """What there is to read. Ids are those of the model: 0 is START, and word i of `words` is i + 1.

    Attributes:
        train, test: int64 ids. The training text is many texts in a row, each with START before it.
        floors: name -> cross-entropy in nats that a kind of model cannot pass, drawn as lines.
        source: the known source, or None.
        samples: title -> ids of a sample, beside which the RNN's will stand.
    """

    words: tuple[str, ...]
    train: Array
    test: Array
    floors: dict[str, float]
    source: TextSource | None = None
    samples: dict[str, list[int]] = field(default_factory=dict)

    def spell(self, ids: list[int]) -> str:
        parts = [self.words[i - 1] for i in ids]
        return "".join(parts) if self.source is None else " ".join(parts).replace(" \n ", "\n")


def known_source(seed: int | None) -> Text:
    """Text of the source with this seed (None: the one that all share), and what is known of it."""
    source, rng = TextSource(seed), np.random.default_rng(0)
    train = np.concatenate([np.concatenate([[rnn_lm.START], source.sample(rng, 1000) + 1]) for _ in range(300)])
    test = source.sample(rng, 20_000) + 1
    floors = {f"best {n}-gram": math.log(source.best_ngram(n)) for n in (2, 3, 5)}
    floors["entropy rate"] = source.entropy_rate()
    text = Text(source.words, train, test, floors, source)
    text.samples["the source"] = list(test[:130])
    text.samples["the best possible 5-gram"] = spoken_by_best_ngram(source, 5, 130, rng)
    return text


def tiny_shakespeare(path: str | None) -> Text:
    """The characters of tiny Shakespeare."""
    training, testing = shakespeare.split(shakespeare.load(path))
    words = tuple(sorted(set(training + testing)))
    number = {character: index + 1 for index, character in enumerate(words)}
    train, test = (np.array([number[c] for c in part]) for part in (training, testing))
    floors = {"5-gram (Kneser-Ney)": math.log(4.79), "6-gram (Kneser-Ney)": math.log(4.66)}
    train = np.insert(train, np.arange(0, len(train), 2000), rnn_lm.START)
    return Text(words, train, test[:50_000], floors, samples={"Shakespeare": list(test[:500])})


# ------------------------------------------------------------------------------------------------------------ n-grams


def best_ngram(source: TextSource, contexts: Array) -> Array:
    """p(w | context) for each row of contexts (N, n - 1): of all models that see n - 1 words, the best. (N, words).

    Before the context is read the machine may be in any state, as often as in the long run; each word read leaves
    those states that could have said it.
    """
    belief = np.tile(source.stationary, (len(contexts), 1))
    for words in contexts.T:
        joint = belief * source.probabilities[:, words].T
        rows, states = np.nonzero(joint)
        belief = np.zeros_like(joint)
        np.add.at(belief, (rows, source.next_state[states, words[rows]]), joint[rows, states])
    p = belief @ source.probabilities
    return p / p.sum(axis=1, keepdims=True)


def spoken_by_best_ngram(source: TextSource, n: int, length: int, rng: np.random.Generator) -> list[int]:
    """Ids of a sample of the best possible n-gram model, from the start of a speech."""
    spoken = list(source.sample(rng, 200))
    spoken = spoken[: len(spoken) - spoken[::-1].index(source.words.index("\n"))][1 - n :]
    for _ in range(length):
        p = best_ngram(source, np.array([spoken[1 - n :]]))[0]
        spoken.append(int(rng.choice(len(p), p=p)))
    return [word + 1 for word in spoken[n - 1 :]]


def spoken_by_hw2(text: Text, length: int) -> list[int] | None:
    """A sample of your own 5-gram of hw2, if ngram_lm.py is here and works."""
    try:
        import ngram_lm

        specials, newline = len(ngram_lm.SPECIALS), text.words.index("\n") + 1
        ids = text.train[:100_000]
        ids = ids[ids != rnn_lm.START]
        lines = np.split(ids, np.flatnonzero(ids == newline))
        lines = [[int(i) - 1 + specials for i in line if i != newline] for line in lines]
        model = ngram_lm.NGramLM(5, len(text.words) + specials).fit([line for line in lines if line])
        rng, spoken = np.random.default_rng(0), []
        while len(spoken) < length:
            spoken += [i - specials + 1 for i in model.sample(rng, 100) if i >= specials] + [newline]
        return spoken[:length]
    except ImportError:
        return None
    except Exception as error:
        print(f"ngram_lm.py is left out: {error!r}")
        return None


# ----------------------------------------------------------------------------------------------------------- training


def train(model: rnn_lm.RNNLM, text: Text, plan: dict[str, float]) -> tuple[list[float], list[float]]:
    """The losses and, if your `train` calls your clip_grad_norm, the norms of the gradients before clipping.

    Steps are left out where all of them would take more than CPU_SECONDS.
    """
    ids = torch.from_numpy(text.train)
    trial = rnn_lm.RNNLM(len(text.words) + 1, plan["x_dim"], plan["h_dim"])
    settings = {name: plan[name] for name in ("batch", "bptt", "lr", "clip")}
    rnn_lm.train(trial, ids, 2, **settings)
    before = time.process_time()
    rnn_lm.train(trial, ids, 10, **settings)
    affordable = int(CPU_SECONDS / (time.process_time() - before) * 10)
    if affordable < plan["steps"]:
        print(f"{plan['steps']} steps would take too long; making {affordable}")
    norms, clip = [], rnn_lm.clip_grad_norm

    def recorded(*arguments: object) -> float:
        norms.append(clip(*arguments))
        return norms[-1]

    rnn_lm.clip_grad_norm = recorded
    try:
        losses = rnn_lm.train(model, ids, min(affordable, plan["steps"]), **settings)
    finally:
        rnn_lm.clip_grad_norm = clip
    return losses, norms


def token_logprobs(model: rnn_lm.RNNLM, ids: Array) -> Array:
    """ln p of each token of a text, given START and all tokens before it."""
    read = torch.from_numpy(np.concatenate([[rnn_lm.START], ids[:-1]]))
    with torch.no_grad():
        logits, _ = model(read[:, None])
        logs = torch.log_softmax(logits[:, 0].double(), dim=-1)
    return logs.numpy()[np.arange(len(ids)), ids]


def report(model: rnn_lm.RNNLM, text: Text) -> Array:
    """Print how good the model is; ln p of each token of the test text."""
    logs = token_logprobs(model, text.test)
    found, mine = math.exp(-logs.mean()), rnn_lm.perplexity(model, torch.from_numpy(text.test))
    print(f"perplexity on {len(logs):,} fresh tokens: {mine:.3f}")
    if abs(mine / found - 1) > 1e-3:
        print(f"  … by your `perplexity`; from the logits of your model it is {found:.3f}")
    for name, nats in text.floors.items():
        print(f"  {name}: {math.exp(nats):.3f}")
    if text.source is None:
        return logs
    finding = detect(logs, text.source.logprob(text.test - 1))
    print(f"leak detector: {finding}")
    if not finding.leaked:
        score = normalised_score(found, text.source.best_ngram(5), text.source.perplexity_floor)
        print(f"leaderboard score: {score:.3f} (0: the best possible 5-gram, 1: perfect)")
    return logs


# ----------------------------------------------------------------------------------------------------------- pictures


def smooth(values: list[float], width: int) -> Array:
    """Means of `width` values in a row."""
    return np.convolve(values, np.full(width, 1 / width), mode="valid")


def draw(text: Text, losses: list[float], norms: list[float], clip: float, logs: Array, folder: Path) -> None:
    """All pictures. Needs matplotlib, but no window."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update({"figure.figsize": (6.4, 3.8), "savefig.dpi": 160, "axes.grid": True, "grid.alpha": 0.3})
    mpl.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

    width = max(1, len(losses) // 50)
    figure, axes = plt.subplots()
    axes.plot(losses, color="0.8", linewidth=0.7)
    axes.plot(np.arange(width - 1, len(losses)), smooth(losses, width), label="your RNN, training")
    axes.axhline(-logs.mean(), color="C0", linestyle="--", label="your RNN, fresh text")
    for index, (name, nats) in enumerate(text.floors.items()):
        axes.axhline(nats, color=f"C{index + 1}", linewidth=1, label=f"{name}: {nats:.3f}")
    lowest = min([*text.floors.values(), -logs.mean()])
    axes.set(xlabel="step", ylabel="nats per token", ylim=(lowest - 0.1, lowest + 1.2), title="Loss")
    axes.legend(fontsize=8)
    figure.savefig(folder / "loss.png")

    if norms:
        figure, axes = plt.subplots()
        axes.semilogy(norms, color="0.7", linewidth=0.7)
        axes.semilogy(np.arange(width - 1, len(norms)), smooth(norms, width), label="norm of all gradients together")
        axes.axhline(clip, color="C3", linewidth=1, label=f"clipped at {clip:g}")
        axes.set(xlabel="step", ylabel="joint norm before clipping", title="Gradients")
        axes.legend(fontsize=8)
        figure.savefig(folder / "norms.png")

    if text.source is not None:
        draw_positions(text, logs, folder / "positions.png")
    draw_samples(text, folder)
    plt.close("all")


def draw_positions(text: Text, logs: Array, path: Path) -> None:
    """The mean of -ln p at each place of a speech, for the RNN, the best possible 5-gram and the source itself."""
    from matplotlib import pyplot as plt

    source, words = text.source, text.test - 1
    newline, count = source.words.index("\n"), len(words)
    contexts = np.stack([words[k : count - 4 + k] for k in range(4)], axis=1)
    five = np.log(best_ngram(source, contexts)[np.arange(count - 4), words[4:]])
    place = np.arange(count) - np.maximum.accumulate(np.where(np.roll(words == newline, 1), np.arange(count), 0))
    place, curves = place[4:], {"best 5-gram": five, "your RNN": logs[4:], "the source": source.logprob(words)[4:]}
    far = int(np.quantile(place, 0.97))
    figure, axes = plt.subplots()
    for index, (name, values) in enumerate(curves.items()):
        means = [-values[place == where].mean() for where in range(far)]
        axes.plot(np.arange(1, far + 1), means, ".-", color=("C3", "C0", "0.4")[index], label=name)
    axes.set(xlabel="word of the speech", ylabel="mean of -ln p", title="Where the RNN wins", ylim=(0, None))
    axes.legend(fontsize=8)
    figure.savefig(path)
    gain = np.bincount(words[4:], weights=logs[4:] - five, minlength=len(source.words))
    print("words on which the RNN gains most over the best 5-gram, in nats per 1,000 words of text:")
    for word in np.argsort(-gain)[:6]:
        print(f"  {source.words[word]!r}: {1000 * gain[word] / (count - 4):.1f}")


def draw_samples(text: Text, folder: Path) -> None:
    """Samples side by side, as text and as a picture."""
    from matplotlib import pyplot as plt

    columns = {title: wrapped(text.spell(ids)) for title, ids in text.samples.items()}
    (folder / "samples.txt").write_text("\n\n".join(f"== {t}\n{body}" for t, body in columns.items()) + "\n")
    figure, places = plt.subplots(1, len(columns), figsize=(3.2 * len(columns), 4.2), squeeze=False)
    for axes, (title, body) in zip(places[0], columns.items(), strict=True):
        axes.axis("off")
        axes.set_title(title, fontsize=9, loc="left")
        shown = "\n".join(body.split("\n")[:26])
        axes.text(0, 1, shown, family="monospace", fontsize=6, va="top", transform=axes.transAxes, parse_math=False)
    figure.savefig(folder / "samples.png")


def wrapped(text: str, width: int = 44) -> str:
    """The text in lines of at most `width` characters; those that go on are indented."""
    lines = [textwrap.wrap(line, width, subsequent_indent="  ") or [""] for line in text.split("\n")]
    return "\n".join(piece for line in lines for piece in line)


def main() -> None:
    plan = dict(rnn_lm.LEADERBOARD)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, help="of the known source; all share one if you give none")
    parser.add_argument("--shakespeare", nargs="?", const="", metavar="FILE", help="read tiny Shakespeare instead")
    parser.add_argument("--temperature", type=float, default=1.0, help="of your RNN's sample; default 1")
    parser.add_argument("--out", type=Path, default=Path("plots"), help="the folder for the pictures")
    for name, value in plan.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value, help=f"default {value}")
    options = parser.parse_args()
    plan = {name: getattr(options, name) for name in plan}
    torch.set_num_threads(1)

    try:
        known = options.shakespeare is None
        text = known_source(options.seed) if known else tiny_shakespeare(options.shakespeare or None)
    except shakespeare.ShakespeareError as error:
        parser.exit(1, f"{error}\n")
    generator = torch.Generator().manual_seed(0)
    model = rnn_lm.RNNLM(len(text.words) + 1, plan["x_dim"], plan["h_dim"], generator)
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters; {plan}")
    losses, norms = train(model, text, plan)
    logs = report(model, text)
    length = len(next(iter(text.samples.values())))
    own = spoken_by_hw2(text, length)
    if own:
        text.samples["your 5-gram of hw2"] = own
    title = "your RNN" + (f", temperature {options.temperature:g}" if options.temperature != 1 else "")
    text.samples[title] = rnn_lm.sample(model, length, generator, options.temperature)
    options.out.mkdir(parents=True, exist_ok=True)
    draw(text, losses, norms, plan["clip"], logs, options.out)
    print(f"{time.process_time():.0f} CPU-seconds in all; pictures and samples are in {options.out}/")


if __name__ == "__main__":
    main()
