"""The sum is written into the first input.

a belongs to the node before. a += b changes it for everybody who uses it; a + b is a new array.
"""

REGION = "Add.forward"
CAUGHT_BY = [
    "test_arithmetic_keeps_its_arguments",
]


class Add:
    def forward(self, a, b):
        # BEGIN SOLUTION Add.forward
        a += b
        return a.copy()
        # END SOLUTION
