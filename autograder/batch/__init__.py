"""Batch: all submissions of a class to one assignment, graded and kept.

Theory of operation. A submission's outcomes are stored in one small file, whose name is a digest of everything that
decides them (`keys.py`); so what is stored need not be run again, and a batch that is interrupted, killed or out of
disk goes on where it stopped: the stored files are its only state. What points, titles and visibility make of outcomes
is no part of that name and is worked out anew.

The coordinator, which is the process that the user started, takes the submissions in, hands them as bytes to an engine
(`engines/`), which gives outcomes as bytes, and is the only one that writes. An engine has one warm grader for each of
its processes; student code runs in the jail of that grader and in no process of the engine.
"""
