"""P-256 keys as CS/1 names and writes them (RFC 7517, 7518, 7638)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from .encoding import Refused, decode, encode, sha256


class PublicKey:
    """The public half of a P-256 key; its name is its thumbprint."""

    def __init__(self, key: ec.EllipticCurvePublicKey):
        self._key = key
        numbers = key.public_numbers()
        self.x = encode(numbers.x.to_bytes(32, "big"))
        self.y = encode(numbers.y.to_bytes(32, "big"))

    @classmethod
    def from_jwk(cls, jwk: dict) -> "PublicKey":
        """Reads `kty`, `crv`, `x`, `y`; a private `d` is refused, other members are ignored."""
        if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
            raise Refused("jwk")
        if getattr(jwk, "twice", frozenset()) & {"kty", "crv", "x", "y"}:
            raise Refused("jwk says something twice")
        x, y = decode(jwk.get("x")), decode(jwk.get("y"))
        if len(x) != 32 or len(y) != 32:
            raise Refused("jwk coordinates")
        try:
            return cls(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + x + y))
        except ValueError as error:
            raise Refused("jwk not on the curve") from error

    def jwk(self) -> dict:
        """As it stands in headers."""
        return {"kty": "EC", "crv": "P-256", "x": self.x, "y": self.y}

    def thumbprint(self) -> str:
        """RFC 7638: SHA-256 over the required members in the order of their names."""
        return sha256(f'{{"crv":"P-256","kty":"EC","x":"{self.x}","y":"{self.y}"}}'.encode())

    def verify(self, signature: bytes, data: bytes) -> None:
        """The signature is r ‖ s, 64 bytes."""
        if len(signature) != 64:
            raise Refused("signature is not 64 bytes")
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        try:
            self._key.verify(encode_dss_signature(r, s), data, ec.ECDSA(SHA256()))
        except InvalidSignature as error:
            raise Refused("signature") from error


class PrivateKey:
    """A P-256 key that signs."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | None = None):
        self._key = key or ec.generate_private_key(ec.SECP256R1())
        self.public = PublicKey(self._key.public_key())

    @classmethod
    def from_jwk(cls, jwk: dict) -> "PrivateKey":
        """Only for the test keys of the vectors."""
        return cls(ec.derive_private_key(int.from_bytes(decode(jwk["d"]), "big"), ec.SECP256R1()))

    def thumbprint(self) -> str:
        """The name of the key."""
        return self.public.thumbprint()

    def sign(self, data: bytes) -> bytes:
        """r ‖ s."""
        r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def sign_der(self, data: bytes) -> bytes:
        """The encoding that JWS does not use, for the test that it is refused."""
        return self._key.sign(data, ec.ECDSA(SHA256()))
