"""What a child does to itself before any student code runs, layer by layer."""
