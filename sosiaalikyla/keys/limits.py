"""How many tries a name and a part of the network get. Counted in the database's cache, so that all processes share them.

Kept: keyed hashes and numbers, for a quarter of an hour. Two tries at once are two: the count is taken under a lock that
lasts to the end of the transaction.
"""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest

from sosiaalikyla.base import clock
from sosiaalikyla.keys.codes import keyed

WINDOW = 900
PER_NAME = 10
PER_BLOCK = 60
"""An office or a school comes from one address: its people must fit in."""


class TooMany(Exception):
    """Enough tries for now; the page says when to come back."""


def block_of(request: HttpRequest) -> str:
    """The part of the network the request comes from: /24 of IPv4, /56 of IPv6."""
    said = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    proxies = settings.PROXIES
    where = said[-proxies] if proxies and len(said) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(where)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 56), strict=False))


def count(request: HttpRequest, kind: str, name: str) -> None:
    """Count one try; TooMany when the name or the block has had enough. The block first, always: no two wait crosswise."""
    _one_more(f"{kind}:block:{block_of(request)}", PER_BLOCK)
    _one_more(f"{kind}:name:{name}", PER_NAME)


def _one_more(what: str, most: int) -> None:
    key = f"tries:{keyed(what)}:{int(clock.now().timestamp()) // WINDOW}"
    if cache.get(key, 0) >= most:  # before any lock: a flood doesn't stand in line
        raise TooMany
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", [key])
    tries = cache.get(key, 0)
    if tries >= most:
        raise TooMany
    cache.set(key, tries + 1, WINDOW)
