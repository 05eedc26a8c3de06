"""Codes without a network: TOTP (RFC 6238, SHA-1) and OCRA for questions answered offline (RFC 6287)."""

import base64
import hashlib
import hmac

PERIOD = 30
SUITE = b"OCRA-1:HOTP-SHA256-8:QH64"


def _truncate(tag: bytes, digits: int) -> str:
    at = tag[-1] & 0x0F
    number = int.from_bytes(tag[at : at + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def totp(secret: str, step: int, digits: int = 6) -> str:
    """The code of one time step."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    return _truncate(hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest(), digits)


def ocra(key: bytes, question: bytes) -> str:
    """OCRA-1:HOTP-SHA256-8:QH64; the question takes 128 bytes, filled with zeros."""
    data = SUITE + b"\x00" + question.ljust(128, b"\x00")
    return _truncate(hmac.new(key, data, hashlib.sha256).digest(), 8)
