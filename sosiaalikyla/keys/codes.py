"""Numbers and codes: how they are made, hashed and compared. No rows.

Words of much chance (tokens, codes on paper) are kept as a keyed hash, whose key is outside the database. Passwords and six
numbers are kept as a slow hash of a keyed one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import date
from itertools import pairwise

import pyotp
import segno
from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import salted_hmac

from sosiaalikyla.access.cipher import Unreadable, open_text, seal_text
from sosiaalikyla.base import clock

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that look alike on paper: I, L, O, 0, 1."""
STEP = 30
"""Seconds one code of a code app is good for (RFC 6238)."""


def keyed(word: str) -> str:
    """Hash of a word of much chance; 64 hexadecimal letters."""
    return salted_hmac("sosiaalikyla.keys", word, algorithm="sha256").hexdigest()


def session_hash(session_key: str) -> str:
    """As `encode(sha256(convert_to(session_key, 'UTF8')), 'hex')` in the database."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)


def new_code(groups: int = 3) -> str:
    """ "K7MQ-4TXR-9HBD": four letters a group, about twenty bits each."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(groups))


def plain_code(written: str) -> str:
    """A code as it was made, however it was written: small letters, spaces, no dashes."""
    found = re.sub(r"[^A-Z0-9]", "", written.upper())[:40]
    return "-".join(found[at : at + 4] for at in range(0, len(found), 4))


# ---------------------------------------------------------------- passwords and six numbers


def slow(word: str) -> str:
    return make_password(keyed(word))


NOBODYS = "scrypt$16384$nobodysSaltOf22Letters$8$5$" + "A" * 86 + "=="
"""Compared with when there is nobody by that name, so that the answer takes as long."""


def fits(word: str, hashed: str | None) -> bool:
    """Compare with the slow hash; with nobody's when there is none, which fits no word."""
    return check_password(keyed(word), hashed or NOBODYS) and hashed is not None


EASY = {
    "112233",
    "123321",
    "147258",
    "159753",
    "159357",
    "246810",
    "147852",
    "258456",
    "102030",
    "112112",
    "200000",
    "007007",
}


def is_easy(pin: str, born: date) -> bool:
    """Whether six numbers are among the first ones tried: all the same, in a row, in a pattern, the day of birth."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    in_a_row = steps in ({0}, {1}, {9})
    repeats = pin in {pin[:2] * 3, pin[:3] * 2}
    day, month, year, century = f"{born.day:02}", f"{born.month:02}", f"{born.year % 100:02}", f"{born.year}"
    birthday = {day + month + year, month + day + year, year + month + day, day + month + century[:2], month + century,
                day + century, century + month, century + day}  # fmt: skip
    return in_a_row or repeats or pin in EASY or pin in birthday


# ---------------------------------------------------------------- codes of a code app (RFC 6238, SHA-1, six numbers)


def new_secret() -> str:
    return pyotp.random_base32()


def code_at(secret: str, step: int) -> str:
    return pyotp.TOTP(secret, interval=STEP).generate_otp(step)


def step_now() -> int:
    return int(clock.now().timestamp()) // STEP


def step_of(secret: str, code: str, last_step: int) -> int | None:
    """The step whose code this is: now, the one before or the one after; none that has been used. None when it isn't any."""
    now, found = step_now(), None
    for step in (now - 1, now, now + 1):
        same = hmac.compare_digest(code_at(secret, step), code) if code.isascii() else False
        if same and step > last_step:
            found = step
    return found


def seal_secret(secret: str, for_whom: str) -> str:
    """A secret on its way through a form: only we can read it, and only for that account's form."""
    return base64.urlsafe_b64encode(seal_text(secret, f"keys.form.{for_whom}")).decode()


def open_secret(sealed: str, for_whom: str) -> str | None:
    try:
        return open_text(base64.urlsafe_b64decode(sealed.encode()), f"keys.form.{for_whom}")
    except (Unreadable, ValueError):
        return None


def app_address(secret: str, handle: str) -> str:
    """What a code app reads from the picture."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=handle or None, issuer_name="Sosiaalikylä")


# ---------------------------------------------------------------- the picture a camera reads


def qr_path(text: str) -> tuple[str, int]:
    """(the `d` of one svg path, modules per side with the quiet border of four). Rows of dark modules as strokes of one."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    parts = []
    for y, row in enumerate(rows):
        for found in re.finditer(rb"\x01+", row):
            parts.append(f"M{found.start() + 4} {y + 4}h{found.end() - found.start()}v1h-{found.end() - found.start()}z")
    return "".join(parts), len(rows) + 8
