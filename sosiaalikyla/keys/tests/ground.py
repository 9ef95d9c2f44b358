"""A village at its doors, and an authenticator in software: what a phone does when somebody touches it."""

from __future__ import annotations

import hashlib
import html
import json
import re
import struct
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from sosiaalikyla.access.models import User
from sosiaalikyla.keys import codes
from sosiaalikyla.keys.models import Passkey, Password, Totp
from tests.ground import as_owner

WHY = "made for a test"
HERE = "http://localhost"
PASSWORD = "kolme keltaista kissaa"
PIN = "407913"


class Authenticator:
    """Keeps one key, counts its uses, and answers a page as a browser would. `origin`, `rp`: where it believes it is."""

    def __init__(self, *, origin: str = HERE, rp: str = "localhost", counts: bool = True) -> None:
        self.origin, self.rp, self.counts = origin, rp, counts
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(str(id(self)).encode()).digest()
        self.count = 0

    def _data(self, flags: int, more: bytes = b"") -> bytes:
        self.count += self.counts
        return hashlib.sha256(self.rp.encode()).digest() + struct.pack(">BI", flags, self.count) + more

    def _said(self, kind: str, options: dict[str, Any]) -> bytes:
        words = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(words).encode()

    def create(self, options: dict[str, Any]) -> str:
        held = (
            bytes(16)
            + struct.pack(">H", len(self.id))
            + self.id
            + cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        )
        whole = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self._data(0x45, held)})
        said = {
            "clientDataJSON": websafe_encode(self._said("webauthn.create", options)),
            "attestationObject": websafe_encode(whole),
        }
        return self._told(said)

    def get(self, options: dict[str, Any], *, flags: int = 0x05) -> str:
        data, said = self._data(flags), self._said("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told(
            {
                "clientDataJSON": websafe_encode(said),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
            }
        )

    def _told(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.id)
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )

    def row(self, user: User) -> Passkey:
        """As if made before: the row of this key for the account."""
        held = (
            bytes(16)
            + struct.pack(">H", len(self.id))
            + self.id
            + cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        )
        with as_owner():
            return Passkey.objects.whole(WHY).create(
                user=user, credential=websafe_encode(self.id), public_key=websafe_encode(held), machine="android"
            )


def asked(page: Any) -> tuple[dict[str, Any], str]:
    """(what the page asks of the browser, the form's state)."""
    body = page.content.decode()
    found = re.search(r'data-options="([^"]*)"', body)
    assert found, "the page asks for no passkey"
    state = re.search(r'name="state" value="([^"]*)"', body)
    assert state
    return json.loads(html.unescape(found[1]))["publicKey"], html.unescape(state[1])


def shown(key: Authenticator, page: Any, **more: Any) -> dict[str, str]:
    """The form that goes back when the key is touched on this page."""
    options, state = asked(page)
    return {"state": state, "answer": key.get(options, **more)}


def made(key: Authenticator, page: Any) -> dict[str, str]:
    options, state = asked(page)
    return {"state": state, "answer": key.create(options)}


def browser(**more: Any) -> Client:
    return Client(SERVER_NAME="localhost", **more)


def at_work(user: User) -> str:
    """A password and a code app for somebody at work; returns the app's secret."""
    secret = codes.new_secret()
    with as_owner():
        Password.objects.whole(WHY).create(user=user, hashed=codes.slow(PASSWORD))
        Totp.objects.whole(WHY).create(user=user, secret=secret)
    return secret


def app(secret: str, later: int = 0) -> str:
    """What the code app shows now, or so many steps later."""
    return codes.code_at(secret, codes.step_now() + later)


def come_to_work(client: Client, user: User, secret: str, *, next: str = "", later: int = 0) -> Any:
    words = {"handle": user.handle, "password": PASSWORD} | ({"next": next} if next else {})
    first = client.post("/sign-in/staff/", words)
    assert (first.status_code, first["Location"]) == (302, "/sign-in/second/")
    return client.post("/sign-in/second/", {"code": app(secret, later)})


def code_on(page: Any) -> str:
    found = re.search(r'is-large">([A-Z0-9-]+)<', page.content.decode())
    assert found, "no code on the page"
    return found[1]


def codes_on(page: Any) -> list[str]:
    return re.findall(r'<li><span class="in-letters">([A-Z0-9-]+)<', page.content.decode())


def secret_on(page: Any) -> tuple[str, str]:
    """(the secret in letters, the sealed one of the form)."""
    body = page.content.decode()
    return re.search(r'<code class="in-letters">(\w+)<', body)[1], re.search(r'name="secret" value="([^"]+)"', body)[1]  # type: ignore[index]


def key_of(pk: UUID | str) -> UUID:
    return UUID(str(pk))
