"""`sosiaalikyla administrator`: the first account of an installation, which then opens all others.

Run once by whoever looks after the machine, with the login that migrates. Prints a code for the first sign-in.
"""

from __future__ import annotations

import os
import sys

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sosiaalikyla.access.models import Organisation, RoleHeld, User
from sosiaalikyla.base import clock
from sosiaalikyla.keys import codes
from sosiaalikyla.keys.actions import FIRST_SIGN_IN
from sosiaalikyla.keys.models import Invitation


class NotFirst(Exception):
    """There is an administrator already: they open the other accounts."""


def make(*, handle: str, name: str, organisation: str, county: str) -> str:
    """The organisation when it is missing, the account, its role and a code good for three days; returns the code."""
    today, now = clock.today(), clock.now()
    with transaction.atomic():
        if RoleHeld.objects.in_force_on(today).filter(role=RoleHeld.Role.ADMINISTRATOR, user__closed_at=None).exists():
            raise NotFirst("There is an administrator already.")
        place = Organisation.objects.filter(kind="county", county_code=county).first()
        if place is None:
            place = Organisation(kind="county", name=organisation, county_code=county)
            place.save()
        user = User(kind=User.Kind.STAFF, handle=handle.strip().lower(), name=name, title_given="administrator")
        user.set_unusable_password()
        user.save()
        RoleHeld(user=user, organisation=place, role=RoleHeld.Role.ADMINISTRATOR, during=DateRange(today, None)).save()
        code = codes.new_code()
        Invitation(
            user=user, code=codes.keyed(code), identity="known", made_by=user, visit="", made_at=now,
            ends_at=now + FIRST_SIGN_IN,
        ).save(force_insert=True)  # fmt: skip
    return code


def main(words: list[str]) -> int:
    """administrator HANDLE NAME ORGANISATION COUNTY-CODE"""
    if len(words) != 4 or not os.environ.get("SOSIAALIKYLA_DB_ROLE"):
        print(
            'sosiaalikyla administrator HANDLE "NAME" "ORGANISATION" COUNTY-CODE: set DATABASE_URL to the login sk_migrate '
            "and SOSIAALIKYLA_DB_ROLE=sk_owner.",
            file=sys.stderr,
        )
        return 2
    try:
        code = make(handle=words[0], name=words[1], organisation=words[2], county=words[3])
    except NotFirst as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"Open /sign-in/first/ within three days and write this code: {code}")
    return 0
