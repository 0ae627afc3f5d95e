"""A homework's sources, read without running them: regions, mistakes, tests; and the starter derived from them."""
