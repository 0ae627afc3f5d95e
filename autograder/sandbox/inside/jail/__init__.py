"""The layers of restrictions that a child places on itself before any student code runs."""
