"""Tests that run whole in a child, beside student code: what works in one process works, on the child's word."""
