"""`autograder audit`: how many wrong answers do a homework's tests catch, and do they let every right one pass?

Mutants are made by changing the reference solution in one small place inside its solution regions. Each mutant, each
known mistake and each right variant is graded like a submission. Wrong answers that survive show where the tests are
weak.
"""
