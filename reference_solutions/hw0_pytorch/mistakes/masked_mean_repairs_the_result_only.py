"""nan is replaced in the result, not where it comes from.

The row with nan at a masked step then becomes 0 instead of the mean of its other steps, and the gradient is nan all
the same. Take the nan out before you add up.
"""

REGION = "masked_mean"
CAUGHT_BY = [
    "test_masked_mean_does_not_see_nan_at_masked_steps",
    "test_masked_mean_gradient",
]


def masked_mean(x, mask):
    # BEGIN SOLUTION masked_mean
    steps = mask[:, :, None]
    return ((x * steps).sum(dim=1) / steps.sum(dim=1)).nan_to_num(0.0)
    # END SOLUTION
