"""`autograder audit`: how many wrong answers do a homework's tests catch, and do they let every right one pass?

The reference solution is changed in one small place after another, inside its solution regions (mutants); each mutant,
each known mistake and each right variant is graded as a submission is. What survives although it is wrong shows where
the tests are weak.
"""
