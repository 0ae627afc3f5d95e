"""Glue between the course's tests and the student's package."""

from layers import nn, optim


def run_linear(d_in, d_out, weights, in_features):
    layer = nn.Linear(d_in, d_out)
    layer.load_state_dict({"weight": weights})
    return layer(in_features)


def run_embedding(weights, ids):
    return weights[ids]


def run_swiglu(state, x):
    return nn.swiglu(x, state["w1.weight"], state["w2.weight"], state["w3.weight"])


def run_softmax(x, dim):
    return nn.softmax(x, dim)


def run_gradient_clipping(parameters, max_norm):
    return optim.clip(parameters, max_norm)


def get_adamw_cls():
    return optim.AdamW
