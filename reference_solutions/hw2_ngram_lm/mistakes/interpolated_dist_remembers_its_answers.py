"""Answers are remembered, also when the weights change.

em gives the model other weights, and fit other counts. A cache has to be emptied then, or not be there.
"""

REGION = "Interpolated.dist"
CAUGHT_BY = [
    "test_em_on_random_texts",
]


class Interpolated:
    def dist(self, history):
        # BEGIN SOLUTION Interpolated.dist
        answers = self.__dict__.setdefault("answers", {})
        context = self.context(history)
        if context not in answers:
            answers[context] = self.lam @ self.components(history)
        return answers[context]
        # END SOLUTION
