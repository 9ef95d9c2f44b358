"""`sosiaalikyla`: every command of the house.

Commands that need no database import nothing of Django.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

USAGE = """sosiaalikyla COMMAND

  demo [--youths N]        the village with invented people: web, worker and database under one parent (PORT=8000)
  rights CASES.json        answer "have I the right to aftercare?" for worked cases; prints JSON, needs no database
  roles                    make the database's roles and schema (SOSIAALIKYLA_ADMIN_URL)
  migrate                  words, styles, tables, rules of rows, path models: everything up to date
  load-content [--show] [FOLDER]   a content folder into the editors' pages and the village; never over their own edits
  administrator HANDLE NAME ORGANISATION COUNTY   the first account; prints a code for its first sign-in
  import ptv FILE|FOLDER|ZIP [--full]   services of the national catalogue into the directory
  import own FILE.yaml     our own words, additions and municipalities' pages beside them
  web                      serve pages (gunicorn)
  cms                      serve the editors' pages (gunicorn), a process of their own
  worker                   run jobs by the clock
  audit verify [--head FILE]   check the sealed trace against its exported head
  bench pages [N ...]      statements, times and bytes of the main pages with N invented young people (600)
  bench village [PAGES [SERVICES]]   open pages, search and services (10,000 pages, 100,000 services)
  check                    may this installation run in production?
  words                    bring the Finnish and Swedish catalogues up to date
  migration APP NAME       make a migration
"""


def main(words: list[str] | None = None) -> int:
    words = sys.argv[1:] if words is None else words
    if not words or words[0] in {"-h", "--help", "help"}:
        print(USAGE, end="")
        return 0 if words else 2
    command, rest = words[0], words[1:]
    known: dict[str, Callable[[list[str]], int]] = {
        "rights": _rights,
        "demo": _demo,
        "roles": _roles,
        "migrate": _migrate,
        "load-content": _load_content,
        "administrator": _administrator,
        "import": _import,
        "web": _web,
        "cms": _cms,
        "worker": _worker,
        "audit": _audit,
        "bench": _bench,
        "check": _check,
        "words": _words,
        "migration": _migration,
    }
    if command not in known:
        print(f"sosiaalikyla: there is no command {command!r}.\n\n{USAGE}", file=sys.stderr, end="")
        return 2
    return known[command](rest)


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosiaalikyla.settings")
    import django

    django.setup()


def _rights(words: list[str]) -> int:
    from sosiaalikyla.rules import rights_command

    return rights_command.main(words)


def _demo(words: list[str]) -> int:
    from sosiaalikyla import household

    return household.demo(words)


def _roles(words: list[str]) -> int:
    from sosiaalikyla import roles

    return roles.main(words)


def _migrate(words: list[str]) -> int:
    from sosiaalikyla import household

    return household.bring_up_to_date(loud="-v" in words)


def _load_content(words: list[str]) -> int:
    from sosiaalikyla import household

    return household.of_editors("load-content", *words)


def _administrator(words: list[str]) -> int:
    _django()
    from sosiaalikyla.keys import first_administrator

    return first_administrator.main(words)


def _import(words: list[str]) -> int:
    _django()
    from sosiaalikyla.directory import import_command

    return import_command.main(words)


def _web(words: list[str]) -> int:
    from sosiaalikyla import household

    return household.web(words)


def _cms(words: list[str]) -> int:
    from sosiaalikyla import household

    return household.cms(words)


def _worker(words: list[str]) -> int:
    _django()
    from sosiaalikyla.portal import clockwork

    return clockwork.run(words)


def _audit(words: list[str]) -> int:
    _django()
    from sosiaalikyla.audit import verify_command

    return verify_command.main(words)


def _bench(words: list[str]) -> int:
    from sosiaalikyla import household

    return household.bench(words)


def _check(words: list[str]) -> int:
    _django()
    from sosiaalikyla.access import checks

    return checks.main(words)


def _words(words: list[str]) -> int:
    from sosiaalikyla.base import catalogues

    return catalogues.main(words)


def _migration(words: list[str]) -> int:
    if len(words) != 2:
        print("make migration APP=people NAME=what_it_does", file=sys.stderr)
        return 2
    from sosiaalikyla import household

    return household.make_migration(app=words[0], name=words[1])


if __name__ == "__main__":
    sys.exit(main())
