"""Print figures: `make bench`, or `python -m bench beside`, `readers` or `waiting` for one of its parts."""

import sys

from bench import beside, readers, waiting

_PARTS = {"beside": beside.main, "readers": readers.main, "waiting": waiting.main}

for name in sys.argv[1:] or _PARTS:
    _PARTS[name]()
