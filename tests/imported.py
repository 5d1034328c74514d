"""Import everything that a command of the hub may need, and make what all of them share."""

import gc
from importlib import import_module

from webinar_hub import app, opening

for _name in ("cli", "jobs", "server"):
    import_module(f"webinar_hub.{_name}")
for _name in (
    *app._modules(),
    "alembic.command",
    "alembic.autogenerate",
    "psycopg",
    "phonenumbers",
):
    import_module(_name)
opening.warm_what_all_share()
# Or each would look through all of it for garbage again.
gc.freeze()
