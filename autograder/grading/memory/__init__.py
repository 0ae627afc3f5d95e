"""How a machine's memory is shared out among the grader's processes, and who used too much of it."""
