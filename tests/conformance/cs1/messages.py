"""The members of each message: who may leave which out, and what each looks like."""

import re
import unicodedata
from collections.abc import Callable

from .encoding import Members, Refused, decode
from .keys import PublicKey

Check = Callable[[object], None]
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def refuse_unless(holds: object, what: str) -> None:
    """Refuses with these words, unless it holds."""
    if not holds:
        raise Refused(what)


def text(value: object) -> None:
    """Any text, but one that UTF-8 can say."""
    refuse_unless(isinstance(value, str), "text")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Refused("text with half a character") from error


def person_text(value: object) -> None:
    """1 to 64 code points, NFC, no control or format characters."""
    text(value)
    fine = 1 <= len(value) <= 64 and unicodedata.is_normalized("NFC", value)
    refuse_unless(fine and not any(unicodedata.category(c) in ("Cc", "Cf") for c in value), "text for people")


def pattern(expression: str) -> Check:
    """A text of this shape."""
    compiled = re.compile(expression)

    def check(value: object) -> None:
        refuse_unless(isinstance(value, str) and compiled.fullmatch(value), f"not {expression}")

    return check


def one_of(*names: str) -> Check:
    """One of these words."""

    def check(value: object) -> None:
        refuse_unless(isinstance(value, str) and value in names, f"none of {names}")

    return check


def random_bytes(count: int) -> Check:
    """Base64url of so many bytes."""

    def check(value: object) -> None:
        refuse_unless(isinstance(value, str) and len(decode(value)) == count, f"not {count} bytes")

    return check


def origin(value: object) -> None:
    """RFC 6454, as a pairing keeps it; plain HTTP on loopback only."""
    refuse_unless(isinstance(value, str) and len(value) <= 255, "origin")
    scheme, found, authority = value.partition("://")
    refuse_unless(found and scheme in ("https", "http"), "origin")
    host, port = authority, None
    if not authority.endswith("]"):
        head, colon, tail = authority.rpartition(":")
        if colon:
            host, port = head, tail
            refuse_unless(re.fullmatch(r"[1-9][0-9]{0,4}", port) and int(port) <= 65535, "origin")
            refuse_unless((scheme, port) not in (("https", "443"), ("http", "80")), "origin port")
    refuse_unless(host in LOOPBACK or (HOST.fullmatch(host) and host.isascii()), "origin")
    refuse_unless(scheme == "https" or host in LOOPBACK, "origin is not https")


def integer(value: object) -> None:
    """A plain integer."""
    refuse_unless(isinstance(value, int) and not isinstance(value, bool), "not a plain integer")


def boolean(value: object) -> None:
    """True or false."""
    refuse_unless(isinstance(value, bool), "neither true nor false")


def jwk(value: object) -> None:
    """A public P-256 key."""
    PublicKey.from_jwk(value)


def many(check: Check, at_most: int = 64) -> Check:
    """An array."""

    def each(value: object) -> None:
        refuse_unless(isinstance(value, list) and len(value) <= at_most, "array")
        for item in value:
            check(item)

    return each


def members(**shape: Check) -> Check:
    """An object with these members; a name that ends in `_` may be absent. Unknown ones are ignored."""
    known = {name.rstrip("_"): (check, name.endswith("_")) for name, check in shape.items()}

    def check_all(value: object) -> None:
        refuse_unless(isinstance(value, Members), "object")
        for name, (check, optional) in known.items():
            refuse_unless(name not in value.twice, f"{name} stands twice")
            if name in value:
                check(value[name])
            else:
                refuse_unless(optional, f"{name} is missing")

    return check_all


def grant(value: object) -> None:
    """One of the three grants."""
    shapes = {
        ("code",): members(code=random_bytes(16)),
        ("setup_code", "user"): members(user=text, setup_code=text),
        ("authorization_code", "code_verifier", "redirect_uri"): members(
            authorization_code=random_bytes(16), code_verifier=text, redirect_uri=text
        ),
    }
    refuse_unless(isinstance(value, Members), "grant")
    known = {name for names in shapes for name in names}
    shape = shapes.get(tuple(sorted(known & value.keys())))
    refuse_unless(shape, "grant")
    shape(value)


NAME = pattern(r"[A-Za-z0-9_-]{1,64}")
HASH = random_bytes(32)
SECRET = random_bytes(16)
PATH = pattern(r"/[!-~]*")
OTP = members(secret=pattern(r"[A-Z2-7]+"), algorithm=one_of("SHA1"), digits=integer, period=integer)
CONTEXT = members(
    application=text, ip=text, browser=text, system=text, browser_known=boolean, started_at=integer, reason=text,
    place_=text, page_=text, browser_last_at_=integer, usual_place_=text, unusual_=many(text),
)
DEVICE = members(
    name=person_text, platform=text, key_protection=one_of("strongbox", "tee", "secure-enclave", "tpm", "software"),
    app=text, versions=many(integer), capabilities=many(text),
)

#: `typ` → its payload.
PAYLOADS: dict[str, Check] = {
    "cs-instance+jwt": members(
        iss=origin, iat=integer, name=text, versions=many(integer), jwks=members(keys=many(jwk)),
        chain=many(text, 32), push=members(vapid_=pattern(r"[A-Za-z0-9_-]{87}")), features=many(text),
        links=members(manage=PATH, secure=PATH),
    ),
    "cs-key+jwt": members(iss=origin, iat=integer, jwk=jwk),
    "cs-enroll+jwt": members(aud=origin, grant=grant, uv_proof=text, device=DEVICE),
    "cs-proof+jwt": members(aud=origin, pop=HASH, uv=HASH),
    "cs-account+jwt": members(
        iss=origin, aud=NAME, iat=integer, acct=NAME, name=text, user=text, state=one_of("unconfirmed", "active"),
        first_factor=boolean, cnf=members(jkt=HASH), policy=members(approval=text), confirm_=pattern("[0-9]{6}"),
        backup_codes_left_=integer, otp_=OTP, offline_key_=HASH, backup_codes_=many(text),
    ),
    "cs-request+jwt": members(
        iss=NAME, htm=text, htu=text, jti=SECRET, nonce=pattern(r"(?s).{0,64}"), body_sha256_=HASH
    ),
    "cs-challenge+jwt": members(
        iss=origin, aud=NAME, cid=SECRET, mode=text, digits_=integer, iat=integer, exp=integer, ctx=CONTEXT,
        must_show_=many(text),
    ),
    "cs-answer+jwt": members(
        iss=NAME, aud=origin, cid=SECRET, challenge_sha256=HASH, decision=one_of("approve", "decline"),
        number_=pattern("[0-9]{2}|[0-9]{6}"), scan_=SECRET, reason_=one_of("not_me", "cancelled"),
        uv=one_of("none", "pin", "biometric"),
    ),
    "cs-keys+jwt": members(iss=NAME, aud=origin, pop=jwk, uv=jwk, pop_proof=text, uv_proof=text),
    "cs-revoke+jwt": members(iss=NAME, aud=origin, device=NAME),
    "cs-freeze+jwt": members(iss=NAME, aud=origin, jti=SECRET, uv=one_of("none", "pin", "biometric")),
    "cs-unlock+jwt": members(iss=NAME, aud=origin, jti=SECRET, uv=one_of("none", "pin", "biometric")),
    "cs-revoked+jwt": members(
        iss=origin, aud=NAME, iat=integer,
        reason=one_of("removed", "switched-off", "account-deleted", "not-confirmed"),
    ),
}

#: Where the key that signs stands in the header itself.
WITH_JWK = frozenset({"cs-enroll+jwt", "cs-proof+jwt"})
