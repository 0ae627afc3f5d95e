"""What contributors, tests and benches use; none of it is part of the package."""
