"""Links and typed codes: what a camera or a person brings."""

import re
from urllib.parse import unquote

from . import messages
from .encoding import Refused, decode

NEEDED = {"enroll": ("s", "c", "k"), "approve": ("s", "i", "x"), "open": ("s", "i"), "offline": ("s", "j")}
LENGTHS = {"c": 16, "k": 32, "i": 16, "x": 16}
CROCKFORD = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")


def parse_link(text: str) -> dict:
    """What a link says; `kind` is its name."""
    if len(text.encode("utf-8")) > 2048:
        raise Refused("too long")
    address, found, fragment = text.partition("#")
    own = re.fullmatch(r"countersign://(enroll|approve|open|offline)", address)
    page = re.fullmatch(r"(https?://[^/]*)/e", address)
    if not found or not (own or page):
        raise Refused("not a Countersign code")
    said: dict = {}
    for pair in fragment.split("&"):
        name, _, value = pair.partition("=")
        if name in said:
            raise Refused("fragment")
        said[name] = unquote(value, errors="strict")
    if "v" not in said:
        raise Refused("v")
    if said["v"] != "1":
        raise Refused("update the app")
    if page:
        messages.origin(page[1])
        if said.setdefault("s", page[1]) != page[1]:
            raise Refused("two origins")
    kind = own[1] if own else "enroll"
    link = {"kind": kind}
    for name in NEEDED[kind]:
        if name not in said:
            raise Refused(name)
        if name in LENGTHS and len(decode(said[name])) != LENGTHS[name]:
            raise Refused(name)
        link[name] = said[name]
    messages.origin(link["s"])
    return link


def parse_typed(text: str) -> str:
    """A setup code or backup code as a person types it: case, spaces and hyphens do not count."""
    plain = re.sub(r"[\s-]", "", text).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    if not CROCKFORD.fullmatch(plain):
        raise Refused("setup code")
    return plain
