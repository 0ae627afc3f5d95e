"""An export without the people in it, for studies.

Theory of operation. `identity` knows what gives each member of an export away: names and their parts, addresses,
login names, ids, with accents and without. `rewrite` puts a pseudonym in their place, in comments, texts, identifiers
and file names; `contents` takes a submission apart, archives and notebooks too, and leaves out what cannot be searched.
`scan` then reads what has been written with other means, and one trace that is left refuses the whole. Pseudonyms are
keyed: without the key, which is made once and never lies in the output, nobody can compute them from a list of names.

Not protected: who recognises a program by its style; people who are not in the export; nicknames, unless they are
given as further words.
"""

from autograder.anonymise.run import Anonymised, anonymise

__all__ = ["Anonymised", "anonymise"]
