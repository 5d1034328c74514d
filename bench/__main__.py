"""Print figures: `make bench`, or `python -m bench beside` and `python -m bench readers` for one of its two parts."""

import sys

from bench import beside, readers

_PARTS = {"beside": beside.main, "readers": readers.main}

for name in sys.argv[1:] or _PARTS:
    _PARTS[name]()
