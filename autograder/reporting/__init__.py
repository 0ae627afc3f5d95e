"""Reporting: what people and platforms read."""
