"""The generator seeds a NumPy generator, once per call; NumPy rolls the dice."""

BASE = "plain"


def sample(model, length, generator, temperature=1.0, prompt=()):
    # BEGIN SOLUTION sample
    import numpy as np

    seed = int(torch.randint(2**62, (), generator=generator))
    rng, answer, state, reading = np.random.default_rng(seed), [], None, [START, *prompt]
    while len(answer) < length:
        with torch.no_grad():
            logits, state = model(torch.tensor(reading)[:, None], state)
        scores = logits[-1, 0].numpy().astype(np.float64)[1:]
        if temperature == 0:
            reading = [1 + int(np.argmax(scores))]
        else:
            p = np.exp((scores - scores.max()) / temperature)
            reading = [1 + int(rng.choice(len(p), p=p / p.sum()))]
        answer += reading
    return answer
    # END SOLUTION
