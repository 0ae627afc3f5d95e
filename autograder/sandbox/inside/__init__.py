"""The only code that runs beside student code; it imports nothing else of this package."""
