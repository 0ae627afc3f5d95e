"""Authoring: what staff run to write, check and publish homeworks: starters, handouts, hints, leak checks, the site."""
