"""A passkey in software: registers and answers as a device does, and errs when it is told to."""

import hashlib
import json
import secrets

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PRESENT, VERIFIED, NEW = 1, 4, 64  # what the flags of an answer say


class Passkey:
    def __init__(self) -> None:
        self.id = secrets.token_bytes(16)
        self.private = ec.generate_private_key(ec.SECP256R1())

    def made(self, challenge: bytes = b"c" * 32, *, verified: bool = True) -> dict:
        """What the browser sends once it is made."""
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, public)
        data = AuthenticatorData.create(
            _rp_hash(), PRESENT | NEW | (VERIFIED if verified else 0), 0, credential
        )
        attestation = AttestationObject.create("none", data, {})
        client_data = CollectedClientData.create(
            CollectedClientData.TYPE.CREATE, challenge, _origin()
        )
        return self._sent(clientDataJSON=client_data, attestationObject=attestation)

    def used(
        self, challenge: bytes, *, handle: str, origin: str | None = None, verified: bool = True
    ) -> dict:
        """What the browser sends when it is used for the account `handle`."""
        data = AuthenticatorData.create(_rp_hash(), PRESENT | (VERIFIED if verified else 0), 1)
        client_data = CollectedClientData.create(
            CollectedClientData.TYPE.GET, challenge, origin or _origin()
        )
        signature = self.private.sign(data + client_data.hash, ec.ECDSA(hashes.SHA256()))
        return self._sent(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=signature,
            userHandle=handle.encode(),
        )

    def of(self, user: object) -> Authenticator:
        """Kept by the site as this account's."""
        data = {"name": "Blue key", "credential": self.made()}
        return Authenticator.objects.create(user=user, type="webauthn", data=data)

    def sign_in(self, client: Client, user: object, **answer: object) -> str:
        """As the login page does it; where that leads."""
        asked = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
        challenge = websafe_decode(asked.json()["request_options"]["publicKey"]["challenge"])
        sent = self.used(challenge, handle=user_pk_to_url_str(user), **answer)
        form = {"credential": json.dumps(sent)}
        return client.post("/accounts/2fa/webauthn/login/", form).headers["Location"]

    def _sent(self, **response: bytes) -> dict:
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: websafe_encode(part) for name, part in response.items()},
        }


def _rp_hash() -> bytes:
    return hashlib.sha256(settings.SITE_HOST.encode()).digest()


def _origin() -> str:
    return f"https://{settings.SITE_HOST}"
