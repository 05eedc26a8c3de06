"""Signed messages: JWS compact, ES256 only, checked as received and never written again."""

from dataclasses import dataclass

from .encoding import Members, Refused, decode, encode, read_object, sha256, write_object
from .keys import PrivateKey, PublicKey
from .messages import PAYLOADS, WITH_JWK, refuse_unless, text

NEVER = ("crit", "b64", "zip", "jku")


def limit(typ: str) -> int:
    """How long a message may be."""
    return 32_768 if typ == "cs-instance+jwt" else 8_192


@dataclass(frozen=True)
class Message:
    """A message that was verified."""

    jws: str
    typ: str
    key: PublicKey
    payload: Members

    @property
    def sha256(self) -> str:
        """The hash of the bytes as they were sent."""
        return sha256(self.jws.encode("ascii"))

    @property
    def identity(self) -> str:
        """What makes it the same message, whatever its signature."""
        return identity(self.jws)

    def __getitem__(self, name: str):
        return self.payload[name]


def identity(jws: str) -> str:
    """SHA-256 of `header.payload`."""
    return sha256(jws.rsplit(".", 1)[0].encode("ascii"))


def read_header(encoded: str, typ: str) -> Members:
    """The header, with everything refused that could lead to another key or another algorithm."""
    header = read_object(decode(encoded))
    names = ("typ", "alg", "kid", "jwk")
    refuse_unless(not header.twice & set(names), "header says something twice")
    refuse_unless(header.get("typ") == typ, "typ")
    refuse_unless(header.get("alg") == "ES256", "alg")
    bad = [name for name in header if name in NEVER or name.startswith("x5")]
    refuse_unless(not bad, f"header: {bad}")
    wanted, other = ("jwk", "kid") if typ in WITH_JWK else ("kid", "jwk")
    refuse_unless(wanted in header and other not in header, f"{wanted} is the name of the key here")
    return header


def verify(jws: str, typ: str, keys: "PublicKey | list[PublicKey] | None" = None) -> Message:
    """Checks a message of this type. Without `keys` only those verify that carry their own.

    `keys` are the kept keys, or the one of a device; the header only says which of them.
    """
    refuse_unless(isinstance(jws, str) and jws.isascii() and len(jws) <= limit(typ), "too large or not ASCII")
    parts = jws.split(".")
    refuse_unless(len(parts) == 3, "three segments")
    header = read_header(parts[0], typ)
    kept = [keys] if isinstance(keys, PublicKey) else (keys or [])
    if "jwk" in header:
        key = PublicKey.from_jwk(header["jwk"])
        refuse_unless(keys is None or key.thumbprint() in [k.thumbprint() for k in kept], "another key")
    else:
        text(header["kid"])
        key = next((k for k in kept if k.thumbprint() == header["kid"]), None)
        refuse_unless(key, "unknown key")
    key.verify(decode(parts[2]), f"{parts[0]}.{parts[1]}".encode("ascii"))
    payload = read_object(decode(parts[1]))
    PAYLOADS[typ](payload)
    return Message(jws, typ, key, payload)


def signing_input(header: "dict | bytes", payload: "dict | bytes") -> str:
    """`header.payload`; bytes go as they are, so that tests can say what JSON writers would not."""
    head, body = (part if isinstance(part, bytes) else write_object(part) for part in (header, payload))
    return f"{encode(head)}.{encode(body)}"


def sign(typ: str, payload: dict, key: PrivateKey) -> str:
    """Signs a message as it should be."""
    named = {"jwk": key.public.jwk()} if typ in WITH_JWK else {"kid": key.thumbprint()}
    return sign_raw({"typ": typ, "alg": "ES256"} | named, payload, key)


def sign_raw(header: "dict | bytes", payload: "dict | bytes", key: PrivateKey) -> str:
    """Signs whatever it is given."""
    text_ = signing_input(header, payload)
    return f"{text_}.{encode(key.sign(text_.encode('ascii')))}"


__all__ = ["Message", "Refused", "identity", "limit", "read_header", "sign", "sign_raw", "signing_input", "verify"]
