"""Django's `flush`, as tests that commit call it when they are over (pytest-django does so).

Django's own makes the files of all tables anew, and then writes every kind of row and every
permission into them again: much work, where a test has left some rows in ten tables.
"""

from typing import Any

from django.core.management.commands import flush
from django.db import connection, transaction

# The same for every test.
STAYING = {"django_content_type", "auth_permission"}


class Command(flush.Command):
    help = "Empties the tables that hold something. Numbers go on: no two rows ever share one."

    def handle(self, **options: Any) -> None:
        names = set(connection.introspection.django_table_names(only_existing=True)) - STAYING
        tables = [connection.ops.quote_name(name) for name in sorted(names)]
        with transaction.atomic(), connection.cursor() as cursor:
            # Whoever is still writing finishes first.
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
            # Neither references nor the guard of the record of who did what keep rows from going.
            cursor.execute("SET LOCAL session_replication_role = replica")
            each = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)
            cursor.execute(" UNION ALL ".join(each))
            for (table,) in cursor.fetchall():
                cursor.execute(f"DELETE FROM {table}")
