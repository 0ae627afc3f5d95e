"""Authoring: writing, checking and publishing homeworks: starters, handouts, hints, leak scans, the site."""
