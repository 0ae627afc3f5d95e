"""The tests of this project."""

#: Seconds after which a program that a test runs is taken to hang: a guard, which says nothing of how fast it has to be.
HANGS = 1200
