"""`python -m autograder` is the `autograder` command."""

import sys
import traceback

try:
    from autograder.cli.main import main
except Exception:  # Python would end with 1, which to a CI is lost points: a broken installation is our failure
    traceback.print_exc()
    sys.exit(3)

if __name__ == "__main__":
    sys.exit(main())
