"""Sandbox: the jail that one check's student code runs in."""
