"""Where to look for copied programs: what submissions share, in the order in which it is surprising.

Theory of operation. `collect` reads the programs of an export. `tokens` drops from each what a copy can change at no
cost; `winnowing` chooses which of its k-grams stand for it, those of the starter, given files and staff's
answers never. Programs whose tokens are equal form groups and count once from there on. `index` weighs each k-gram
by how few of the programs have it, and adds the weights up for each pair; `clusters` puts together what belongs
together, and `pages` shows it side by side.

Not found: a program rewritten by somebody who understands it, or by a machine; text turned into another language.
Nothing here says that anybody has done wrong.
"""

from autograder.similarity.collect import collect, collect_also
from autograder.similarity.compare import Comparison, compare
from autograder.similarity.expected import expected_texts

__all__ = ["Comparison", "collect", "collect_also", "compare", "expected_texts"]
