"""Print figures: `make bench`, or `python -m bench alike`, `beside`, `readers` or `waiting` for one of its parts."""

import sys

from bench import alike, beside, readers, waiting

_PARTS = {"alike": alike.main, "beside": beside.main, "readers": readers.main, "waiting": waiting.main}

for name in sys.argv[1:] or _PARTS:
    _PARTS[name]()
