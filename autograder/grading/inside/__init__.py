"""Tests that run entirely in a child, beside student code, as in one process; their verdict is the child's word."""
