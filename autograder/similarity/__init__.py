"""Where to look for copied programs: what submissions share, the most surprising first.

Theory of operation. `collect` reads the programs of an export. `tokens` drops everything that a copy can change at no
cost. `winnowing` chooses the k-grams that represent a program, but never those of the starter, given files and staff's
answers. Programs whose tokens are equal form a group, which counts once from then on. `index` weighs each k-gram by how
few of the programs have it, and adds up the weights for each pair. `clusters` groups linked pairs, and `pages` shows
them side by side.

Not found: a program rewritten by somebody who understands it, or by a machine; text turned into another language.
Nothing here says that anybody has done wrong.
"""

from autograder.similarity.collect import collect, collect_also
from autograder.similarity.compare import Comparison, compare
from autograder.similarity.expected import expected_texts

__all__ = ["Comparison", "collect", "collect_also", "compare", "expected_texts"]
