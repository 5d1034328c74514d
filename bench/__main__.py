"""Print figures: `make bench`, or `python -m bench PART` for one of its parts."""

import sys

from bench import alike, backup, beside, flood, readers, waiting

_PARTS = {
    "alike": alike.main,
    "backup": backup.main,
    "beside": beside.main,
    "flood": flood.main,
    "readers": readers.main,
    "waiting": waiting.main,
}

for name in sys.argv[1:] or _PARTS:
    _PARTS[name]()
