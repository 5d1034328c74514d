"""`python -m tests.mutants [TEXT…]`: see run.py."""

import sys

from tests.mutants import sites

if __name__ == "__main__":
    # Before anything of the application is loaded.
    sites.install()
    from tests.mutants.run import main

    sys.exit(main(sys.argv[1:]))
