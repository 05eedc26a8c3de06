"""A security key and the browser around it, in software: what python-fido2 writes, signed by a key of ours."""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

FLAG = AuthenticatorData.FLAG


@dataclass
class Says:
    """What a reply says; a good one, unless a test changes something."""

    origin: "str | None" = None
    rp_id: "str | None" = None
    challenge: "bytes | None" = None
    type: "str | None" = None
    flags: FLAG = FLAG.UP | FLAG.UV
    counter: "int | None" = None
    cross_origin: bool = False
    credential_id: "bytes | None" = None
    signed_by: "ec.EllipticCurvePrivateKey | None" = None
    handle: "bytes | None" = None


@dataclass
class Key:
    """One passkey for one origin."""

    origin: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    counter: int = 0
    #: Whose it is, as the page that made it said.
    handle: "bytes | None" = None

    def make(self, asked: str, says: "Says | None" = None) -> str:
        """A passkey for what a page asks."""
        options, says = json.loads(asked)["publicKey"], says or Says()
        assert any(each["alg"] == ES256.ALGORITHM for each in options["pubKeyCredParams"])
        self.handle = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.credential_id, public)
        data = self._data(options["rp"]["id"], says, FLAG.AT, credential)
        reply = RegistrationResponse(
            raw_id=self.credential_id,
            response=AuthenticatorAttestationResponse(
                client_data=self._client_data("webauthn.create", options, says),
                attestation_object=AttestationObject.create("none", data, {}),
            ),
        )
        return written(reply)

    def answer(self, asked: str, says: "Says | None" = None) -> str:
        """An answer to what a page asks."""
        options, says = json.loads(asked)["publicKey"], says or Says()
        assert options["userVerification"] == "required"
        self.counter += 1
        data = self._data(options["rpId"], says, FLAG(0))
        client_data = self._client_data("webauthn.get", options, says)
        signature = (says.signed_by or self.private).sign(data + client_data.hash, ec.ECDSA(hashes.SHA256()))
        reply = AuthenticationResponse(
            raw_id=says.credential_id or self.credential_id,
            response=AuthenticatorAssertionResponse(
                client_data=client_data,
                authenticator_data=data,
                signature=signature,
                user_handle=says.handle or (None if options.get("allowCredentials") else self.handle),
            ),
        )
        return written(reply)

    def _client_data(self, type_: str, options: dict, says: Says) -> CollectedClientData:
        challenge = says.challenge or websafe_decode(options["challenge"])
        return CollectedClientData.create(
            says.type or type_, challenge, says.origin or self.origin, cross_origin=says.cross_origin
        )

    def _data(self, rp_id: str, says: Says, more: FLAG, credential: bytes = b"") -> AuthenticatorData:
        rp_id_hash = sha256((says.rp_id or rp_id).encode()).digest()
        counter = self.counter if says.counter is None else says.counter
        return AuthenticatorData.create(rp_id_hash, says.flags | more, counter, credential)


def written(reply) -> str:
    """As the page's script sends it."""
    said = dict(reply)
    said["extensions"] = said.pop("clientExtensionResults", {}) or {}
    said["response"] = dict(said["response"])
    return json.dumps(said, default=lambda value: websafe_encode(value) if isinstance(value, bytes) else dict(value))
