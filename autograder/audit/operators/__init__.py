"""Mutation operators: each yields the small changes of one kind that it can make to a solution region."""
