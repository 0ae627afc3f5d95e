"""Authoring: solution regions, the starter derived from them."""
