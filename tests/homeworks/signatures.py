"""Names, arguments and defaults that students and other courses' code rely on, one table for each homework.

A class is listed with its bases, a function with its arguments as they stand in its definition, annotations left out.
"""

from __future__ import annotations

import ast

SIGNATURES: dict[str, dict[str, str]] = {
    "hw0_pytorch": {
        "pairwise_sq_dists": "x, y",
        "standardize": "x",
        "one_hot": "ids, n",
        "true_logprobs": "logits, y",
        "masked_mean": "x, mask",
        "gradient": "f, x",
        "Classifier": "class(nn.Module)",
        "Classifier.__init__": "self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None",
        "Classifier.forward": "self, x",
        "train_epoch": "model, x, y, opt, batch, generator",
        "evaluate": "model, x, y",
        "RunLog": "class()",
        "RunLog.__init__": "self, path",
        "RunLog.log": "self, step, **values",
        "RunLog.read": "path",
    },
    "hw1_autodiff": {
        "Tape": "class()",
        "Tape.__init__": "self",
        "Tape.push": "self, m",
        "Tape.pop": "self",
        "Tape.clear": "self",
        "Tape.__len__": "self",
        "Module": "class()",
        "Module.__init__": "self",
        "Module.forward": "self, *in_tensors",
        "Module.backward": "self, in_tensors, out_tensor, out_gradient",
        "Module.apply_fwd": "self, in_modules",
        "Module.apply_bwd": "self",
        "Leaf": "class(Module)",
        "Leaf.__init__": "self, value",
        "zero_grad": "leaves",
        "tape_bwd": "loss",
        "Sigmoid": "class(Module)",
        "Sigmoid.forward": "self, a",
        "Sigmoid.backward": "self, in_tensors, b, g_b",
        "Tanh": "class(Module)",
        "Tanh.forward": "self, a",
        "Tanh.backward": "self, in_tensors, b, g_b",
        "Linear": "class(Module)",
        "Linear.forward": "self, a, omega, beta",
        "Linear.backward": "self, in_tensors, b, g_b",
        "Softmax": "class(Module)",
        "Softmax.forward": "self, a",
        "Softmax.backward": "self, in_tensors, b, g_b",
        "CrossEntropy": "class(Module)",
        "CrossEntropy.forward": "self, y, y_hat",
        "CrossEntropy.backward": "self, in_tensors, b, g_b",
        "SoftmaxCrossEntropy": "class(Module)",
        "SoftmaxCrossEntropy.forward": "self, y, a",
        "SoftmaxCrossEntropy.backward": "self, in_tensors, b, g_b",
        "Add": "class(Module)",
        "Add.forward": "self, a, b",
        "Add.backward": "self, in_tensors, out, g",
        "Mul": "class(Module)",
        "Mul.forward": "self, a, b",
        "Mul.backward": "self, in_tensors, out, g",
        "Sum": "class(Module)",
        "Sum.forward": "self, a",
        "Sum.backward": "self, in_tensors, out, g",
        "unbroadcast": "g, shape",
        "SGD": "class()",
        "SGD.__init__": "self, params, lr",
        "SGD.step": "self",
        "SGD.zero_grad": "self",
        "MLP": "class()",
        "MLP.__init__": "self, d_in, d_hidden, n_classes, rng",
        "MLP.parameters": "self",
        "MLP.loss": "self, x, y",
        "train": "model, x, y, lr, steps",
    },
    "hw2_ngram_lm": {
        "Vocab": "class()",
        "Vocab.__init__": "self, tokens, min_count=1",
        "Vocab.__len__": "self",
        "Vocab.encode": "self, tokens",
        "Vocab.decode": "self, ids",
        "ngrams": "ids, n",
        "count_ngrams": "ids, n",
        "NGramLM": "class()",
        "NGramLM.__init__": "self, n, vocab_size",
        "NGramLM.fit": "self, seqs",
        "NGramLM.context": "self, history",
        "NGramLM.dist": "self, history",
        "NGramLM.logprob": "self, ids",
        "NGramLM.perplexity": "self, seqs",
        "NGramLM.sample": "self, rng, max_len=100",
        "AddK": "class(NGramLM)",
        "AddK.__init__": "self, n, vocab_size, k=1.0",
        "AddK.dist": "self, history",
        "Interpolated": "class(NGramLM)",
        "Interpolated.__init__": "self, n, vocab_size, lam",
        "Interpolated.fit": "self, seqs",
        "Interpolated.components": "self, history",
        "Interpolated.dist": "self, history",
        "Interpolated.em": "self, heldout, steps",
        "KneserNey": "class(NGramLM)",
        "KneserNey.__init__": "self, n, vocab_size, discount=0.75",
        "KneserNey.fit": "self, seqs",
        "KneserNey.dist": "self, history",
    },
    "hw3_rnn_lm": {
        "RNNCell": "class(nn.Module)",
        "RNNCell.__init__": "self, x_dim, h_dim, generator=None",
        "RNNCell.forward": "self, x, h",
        "RNN": "class(nn.Module)",
        "RNN.__init__": "self, x_dim, h_dim, generator=None",
        "RNN.forward": "self, xs, h0=None",
        "RNNLM": "class(nn.Module)",
        "RNNLM.__init__": "self, vocab_size, x_dim, h_dim, generator=None",
        "RNNLM.forward": "self, tokens, h0=None",
        "sequence_logprob": "model, ids",
        "batchify": "ids, batch",
        "clip_grad_norm": "params, max_norm",
        "train": "model, ids, steps, batch, bptt, lr, clip=1.0",
        "perplexity": "model, ids, chunk=1000",
        "sample": "model, length, generator, temperature=1.0, prompt=()",
    },
}


def signatures(text: str) -> dict[str, str]:
    """The same table for the classes and functions of a module's text."""
    found: dict[str, str] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = f"class({', '.join(map(ast.unparse, node.bases))})"
            found |= {f"{node.name}.{f.name}": _arguments(f) for f in node.body if isinstance(f, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = _arguments(node)
    return found


def _arguments(function: ast.FunctionDef) -> str:
    for node in ast.walk(function.args):
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(function.args)
