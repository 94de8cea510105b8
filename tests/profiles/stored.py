"""Everything there is, to be searched."""

from django.apps import apps
from django.db import connection


def everything_stored() -> str:
    """Every row of every table, as text; bytes as PostgreSQL writes them."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("campaign").get_models():
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} AS t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)
