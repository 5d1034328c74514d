"""python -m webinar_hub."""

import sys

from webinar_hub.cli import main

sys.exit(main(sys.argv[1:]))
