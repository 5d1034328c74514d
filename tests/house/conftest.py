"""What of the house is looked at in long runs alone."""

from tests.conftest import LONG

collect_ignore = [] if LONG else ["test_on_postgresql.py"]
