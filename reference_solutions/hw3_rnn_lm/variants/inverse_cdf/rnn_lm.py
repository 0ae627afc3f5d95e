"""Tokens are drawn by the inverse of the cumulative distribution: one uniform number each."""

BASE = "plain"


def sequence_logprob(model, ids):
    # BEGIN SOLUTION sequence_logprob
    total, state, before = 0.0, None, START
    with torch.inference_mode():
        for word in ids:
            logits, state = model(torch.tensor([[before]]), state)
            scores = logits[0, 0].double()
            total += (scores[word] - scores.logsumexp(0)).item()
            before = word
    return total
    # END SOLUTION


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    nll, state, before = 0.0, None, START
    with torch.inference_mode():
        for word in ids.tolist():
            logits, state = model(torch.tensor([[before]]), state)
            nll += F.cross_entropy(logits[0], torch.tensor([word])).item()
            before = word
    return math.exp(nll / len(ids))
    # END SOLUTION


def sample(model, length, generator, temperature=1.0, prompt=()):
    # BEGIN SOLUTION sample
    answer, state, reading = [], None, torch.tensor([[START], *([word] for word in prompt)])
    with torch.inference_mode():
        for _ in range(length):
            logits, state = model(reading, state)
            scores = logits[-1, 0].double().clone()
            scores[START] = float("-inf")
            if temperature == 0:
                word = int(torch.argmax(scores))
            else:
                p = torch.softmax(scores / temperature, dim=-1)
                roll = torch.rand((), generator=generator, dtype=torch.float64)
                word = int(torch.searchsorted(p.cumsum(0), roll, right=True).clamp(max=len(p) - 1))
            answer.append(word)
            reading = torch.tensor([[word]])
    return answer
    # END SOLUTION
