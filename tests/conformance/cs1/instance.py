"""The instance document, the pin, and the walk along the chain of keys."""

from . import jws
from .encoding import Members, Refused, decode, read_object
from .keys import PublicKey


def _unverified(document: str) -> Members:
    """What a document says, before anything of it is believed."""
    parts = document.split(".")
    if len(parts) != 3:
        raise Refused("three segments")
    return read_object(decode(parts[1]))


def _candidates(document: str) -> "list[PublicKey]":
    """All keys whose bytes stand in a document; a thumbprint is needed to believe one."""
    said = _unverified(document)
    keys = [PublicKey.from_jwk(jwk) for jwk in said["jwks"]["keys"]]
    return keys + [PublicKey.from_jwk(_unverified(link)["jwk"]) for link in said["chain"]]


def _walk(document: str, start: "list[PublicKey]") -> "list[PublicKey]":
    """The keys that the chain leads to from these."""
    reached = list(start)
    for link in _unverified(document)["chain"]:
        kid = jws.read_header(link.split(".")[0], "cs-key+jwt")["kid"]
        older = next((key for key in reached if key.thumbprint() == kid), None)
        if older is not None:
            reached.append(PublicKey.from_jwk(jws.verify(link, "cs-key+jwt", older)["jwk"]))
    return reached


def _believe(document: str, start: "list[PublicKey]") -> "tuple[jws.Message, list[PublicKey]]":
    verified = jws.verify(document, "cs-instance+jwt", _walk(document, start))
    return verified, [PublicKey.from_jwk(jwk) for jwk in verified["jwks"]["keys"]]


def first_contact(document: str, k: "str | None") -> "tuple[jws.Message, list[PublicKey]]":
    """The document of a server met for the first time, and the keys to keep. `k` comes from the QR code."""
    name = k or jws.read_header(document.split(".")[0], "cs-instance+jwt")["kid"]
    return _believe(document, [key for key in _candidates(document) if key.thumbprint() == name])


def renew(document: str, kept: "list[PublicKey]") -> "tuple[jws.Message, list[PublicKey]]":
    """The document of a server that is pinned already; it must be reached from the kept keys."""
    return _believe(document, kept)
