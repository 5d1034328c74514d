"""Print figures: `make bench`, or `python -m bench PART` for one of its parts.

A part may be told more behind a colon: `growth:large` measures one size of the base.
"""

import sys

from bench import alike, backup, beside, flood, growth, readers, waiting

_PARTS = {
    "alike": alike.main,
    "backup": backup.main,
    "beside": beside.main,
    "flood": flood.main,
    "growth": growth.main,
    "readers": readers.main,
    "waiting": waiting.main,
}

for asked in sys.argv[1:] or _PARTS:
    name, colon, more = asked.partition(":")
    _PARTS[name](*[more] * bool(colon))
