"""Passkeys (WebAuthn): what is asked of the browser, and whether its answer is true. No rows.

The challenge travels signed in the form, is good for five minutes and once, and is tied to what it is for. The origin must
be ours to the letter: a page elsewhere that looks like ours gets nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

GOOD_FOR = 300
"""Seconds from showing the page to the touch."""
SALT = "sosiaalikyla.keys.challenge"


class NotTrue(Exception):
    """The answer isn't one of ours: wrong origin, challenge, signature, an old count, or nonsense."""


@dataclass(frozen=True)
class Made:
    """A new passkey as the row keeps it."""

    credential: str
    public_key: str
    sign_count: int


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host()
    ours = f"{request.scheme}://{host}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(name="Sosiaalikylä", id=host.rsplit(":", 1)[0]), verify_origin=lambda said: said == ours
    )


def _state(state: dict[str, Any], purpose: str) -> str:
    return signing.dumps({"challenge": state["challenge"], "for": purpose}, salt=SALT)


def _once(sealed: str, purpose: str) -> dict[str, Any]:
    """The state of a form, the first time it is sent."""
    try:
        state = signing.loads(sealed, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as problem:
        raise NotTrue("the form is too old, or not ours") from problem
    if state["for"] != purpose or not cache.add(f"challenge:{state['challenge']}", True, GOOD_FOR):
        raise NotTrue("this challenge has been answered")
    return {"challenge": state["challenge"], "user_verification": UserVerificationRequirement.REQUIRED}


def to_make(request: HttpRequest, account: UUID, called: str, present: list[str]) -> tuple[str, str]:
    """(options for the browser, the form's state) for a new passkey of the account. present: credentials it has already.

    called: the word the device shows in its list of keys; it says nothing of the service's clients.
    """
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=account.bytes, name=called, display_name=called),
        credentials=[_named(each) for each in present],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.dumps(dict(options)), _state(state, f"make:{account}")


def to_use(request: HttpRequest, purpose: str, present: list[str] | None = None) -> tuple[str, str]:
    """(options, state) for showing a passkey: any, or one of `present`."""
    options, state = _server(request).authenticate_begin(
        credentials=[_named(each) for each in present] if present else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.dumps(dict(options)), _state(state, f"use:{purpose}")


def _named(credential: str) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=websafe_decode(credential))


def _read(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError as problem:
        raise NotTrue("nonsense") from problem
    if not isinstance(found, dict):
        raise NotTrue("nonsense")
    return found


def made(request: HttpRequest, account: UUID, state: str, answer: str) -> Made:
    """The new passkey, when the browser's answer is true; NotTrue otherwise."""
    kept = _once(state, f"make:{account}")
    try:
        found = _server(request).register_complete(kept, _read(answer))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise NotTrue(str(problem)) from problem
    held = found.credential_data
    if held is None:
        raise NotTrue("no key in the answer")
    return Made(websafe_encode(held.credential_id), websafe_encode(bytes(held)), found.counter)


def credential_of(answer: str) -> str:
    """Which passkey the answer says it is of; nothing of it has been proved yet."""
    return str(_read(answer).get("id", ""))[:1400]


def used(request: HttpRequest, purpose: str, state: str, answer: str, *, public_key: str, sign_count: int) -> int:
    """The passkey's new count, when the answer is true. NotTrue otherwise, also when a count doesn't grow: then the key
    may have been copied (WebAuthn, section 6.1.1). Many passkeys count nothing and always say zero.
    """
    kept = _once(state, f"use:{purpose}")
    try:
        _server(request).authenticate_complete(kept, [AttestedCredentialData(websafe_decode(public_key))], _read(answer))
        count: int = AuthenticationResponse.from_dict(_read(answer)).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise NotTrue(str(problem)) from problem
    if (count or sign_count) and count <= sign_count:
        raise NotTrue("the key's count has not grown")
    return count
