"""Bytes as text: canonical base64url, and JSON objects in which nothing is said twice."""

import base64
import hashlib
import json
import re

BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


class Refused(Exception):
    """Something is not as CS/1 says. The text says what."""


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The opposite, canonical only: no padding, no other characters, unused bits zero."""
    if not isinstance(text, str) or not BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise Refused("base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(data) != text:
        raise Refused("base64url not canonical")
    return data


def sha256(data: bytes) -> str:
    """SHA-256 as the protocol writes it: 43 characters."""
    return encode(hashlib.sha256(data).digest())


class Members(dict):
    """A JSON object that remembers which members stood in it more than once."""

    twice: frozenset = frozenset()


def _members(pairs) -> Members:
    members = Members(pairs)
    seen: set = set()
    members.twice = frozenset(name for name, _ in pairs if name in seen or seen.add(name))
    return members


def _refuse_number(text: str):
    raise Refused(f"not a plain integer: {text[:16]}")


class NotPlain:
    """A number that is not a plain integer: harmless in a member that nobody knows, refused in any other."""


def _integer(digits: str):
    return int(digits) if digits.isdigit() and len(digits) <= 16 else NotPlain()


def read_object(data: bytes) -> Members:
    """One JSON object in UTF-8."""
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_float=lambda _: NotPlain(),
            parse_int=_integer,
            parse_constant=_refuse_number,
        )
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refused("not JSON in UTF-8") from error
    if not isinstance(value, Members):
        raise Refused("not a JSON object")
    return value


def write_object(value: dict) -> bytes:
    """JSON as this package sends it: no spaces, members in the order given."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
