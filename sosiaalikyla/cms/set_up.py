"""Tables, rights and first rows of the editors' process. `sosiaalikyla migrate` runs this in a process of its own.

Everything here is done with `search_path` at the schema `cms` alone: nothing can land in `public` by mistake.
"""

from __future__ import annotations

ROLE = "sk_cms"
LOGS = frozenset({"wagtailcore_pagelogentry", "wagtailcore_modellogentry"})
"""Who changed what: added to, never changed."""
READ_ONLY = frozenset({"django_migrations"})


def bring_up_to_date(*, loud: bool = False) -> int:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction

    if settings.MODE != "test":
        call_command("collectstatic", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"set search_path = {settings.SCHEMA}")
    call_command("migrate", interactive=False, verbosity=1 if loud else 0)
    from sosiaalikyla.cms import groups

    with transaction.atomic():
        groups.lay_down()
        lay_rights(settings.SCHEMA)
    return 0


def lay_rights(schema: str) -> None:
    """What each role may in this schema, written anew: nobody but sk_cms does anything here, and sk_backup reads."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"revoke all on all tables in schema {schema} from public, sk_web, sk_worker, sk_insight, sk_cms, sk_backup"
        )
        cursor.execute(f"grant select on all tables in schema {schema} to sk_backup")
        cursor.execute(f"grant select on all sequences in schema {schema} to sk_backup")
        cursor.execute("select tablename from pg_tables where schemaname = %s", [schema])
        for (table,) in cursor.fetchall():
            verbs = "select" if table in READ_ONLY else "select, insert"
            verbs += "" if table in READ_ONLY | LOGS else ", update, delete"
            cursor.execute(f"grant {verbs} on {schema}.{table} to {ROLE}")
