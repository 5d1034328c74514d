"""Import everything that a command of the hub may need."""

from importlib import import_module

from webinar_hub import app

for _name in ("cli", "opening", "jobs", "server"):
    import_module(f"webinar_hub.{_name}")
for _name in (
    *app._modules(),
    "alembic.command",
    "alembic.autogenerate",
    "psycopg",
    "phonenumbers",
):
    import_module(_name)
