"""Batch: all submissions of a class to one assignment, graded and stored.

Theory of operation. A submission's outcomes are stored in one small file, whose name is a digest of everything that
decides them (`keys.py`). So stored results need not be run again, and a batch that is interrupted, killed or out of
disk continues where it stopped: the stored files are its only state. Points, titles and visibility are not part of that
name; scores are computed from stored outcomes each time.

The coordinator is the process that the user started. It takes the submissions in, sends them as bytes to an engine
(`engines/`), which returns outcomes as bytes, and is the only process that writes. An engine has one warm grader for
each of its processes; student code runs in the jail of that grader and never in a process of the engine.
"""
