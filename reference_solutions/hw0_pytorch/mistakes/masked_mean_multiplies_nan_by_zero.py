"""Masked steps are multiplied by 0.

nan * 0 is nan, so whatever padding holds gets through. Choose instead of multiplying: torch.where and
Tensor.masked_fill put a 0 in place of the value.
"""

REGION = "masked_mean"
CAUGHT_BY = [
    "test_masked_mean_does_not_see_nan_at_masked_steps",
]


def masked_mean(x, mask):
    # BEGIN SOLUTION masked_mean
    steps = mask[:, :, None]
    return (x * steps).sum(dim=1) / steps.sum(dim=1).clamp_min(1)
    # END SOLUTION
