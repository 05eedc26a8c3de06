"""Every way of saying a good message badly. Each takes the good header, the good payload and the right key.

The key signs each of them, so that nothing but the named fault can be the reason for a refusal.
"""

import hashlib
import hmac

from cs1 import jws
from cs1.encoding import encode, write_object
from cs1.keys import PrivateKey

CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def signed(text: str, key: PrivateKey) -> str:
    return f"{text}.{encode(key.sign(text.encode('utf-8')))}"


def header(**changes):
    """The header with other members; `None` takes one away."""

    def write(head, payload, key):
        said = {name: value for name, value in (head | changes).items() if value is not None}
        return jws.sign_raw(said, payload, key)

    return write


def header_text(change):
    """The header as bytes that a JSON writer would not write."""
    return lambda head, payload, key: jws.sign_raw(change(write_object(head)), payload, key)


def payload_text(change):
    """The payload likewise."""
    return lambda head, payload, key: jws.sign_raw(head, change(write_object(payload)), key)


def signature(change):
    """Another signature: gets the bytes of the right one."""

    def write(head, payload, key):
        text = jws.signing_input(head, payload)
        return f"{text}.{encode(change(key.sign(text.encode())))}"

    return write


def whole(change):
    """The whole message, changed after signing."""
    return lambda head, payload, key: change(jws.sign_raw(head, payload, key))


def named_by(name):
    """The key named by `kid`, by `jwk`, by both or by neither."""

    def write(head, payload, key):
        names = {"kid": key.thumbprint(), "jwk": key.public.jwk()}
        rest = {part: value for part, value in head.items() if part not in names}
        other = "kid" if "jwk" in head else "jwk"
        chosen = {"other": [other], "both": ["kid", "jwk"], "neither": []}[name]
        return jws.sign_raw(rest | {part: names[part] for part in chosen}, payload, key)

    return write


def hs256(head, payload, key):
    """The public key as if it were a shared secret."""
    text = jws.signing_input(head | {"alg": "HS256"}, payload)
    tag = hmac.new(key.thumbprint().encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{encode(tag)}"


def alg_none(head, payload, key):
    return f"{jws.signing_input(head | {'alg': 'none'}, payload)}."


def der(head, payload, key):
    text = jws.signing_input(head, payload)
    return f"{text}.{encode(key.sign_der(text.encode()))}"


def unused_bits(part: int):
    """One of the bits that base64url does not use is set, and the signature is over that text."""

    def write(head, payload, key):
        texts = [write_object(head), write_object(payload)]
        if part < 2:
            while len(texts[part]) % 3 == 0:
                texts[part] = texts[part][:-1] + b" }"
        encoded = [encode(text) for text in texts]
        if part < 2:
            encoded[part] = with_unused_bit(encoded[part])
            return signed(".".join(encoded), key)
        head_, body, tag = signed(".".join(encoded), key).split(".")
        return f"{head_}.{body}.{with_unused_bit(tag)}"

    return write


def with_unused_bit(text: str) -> str:
    return text[:-1] + ALPHABET[ALPHABET.index(text[-1]) | 1]


def padded(part: int):
    """Padding, with a signature over it where it would be signed."""

    def write(head, payload, key):
        encoded = [encode(write_object(head)), encode(write_object(payload))]
        if part < 2:
            encoded[part] += "=" * (-len(encoded[part]) % 4 or 4)
            return signed(".".join(encoded), key)
        return signed(".".join(encoded), key) + "=="

    return write


def first_member(text: bytes) -> bytes:
    """The first member of an object, as written."""
    return text[1:].split(b",")[0] if b"," in text else text[1:-1]


def say_twice(text: bytes) -> bytes:
    return b"{" + first_member(text) + b"," + text[1:]


def member(change):
    """The first member of the payload, which every message needs, changed in place."""

    def write(head, payload, key):
        name = next(iter(payload))
        said = dict(payload)
        change(said, name)
        return jws.sign_raw(head, said, key)

    return write


MALFORMED = {
    "typ JWT": header(typ="JWT"),
    "typ of a sibling": header(typ="cs-revoke+jwt"),
    "typ in capitals": lambda h, p, k: jws.sign_raw(h | {"typ": h["typ"].upper()}, p, k),
    "typ with application/": lambda h, p, k: jws.sign_raw(h | {"typ": "application/" + h["typ"]}, p, k),
    "no typ": header(typ=None),
    "typ a number": header(typ=1),
    "typ twice": header_text(lambda text: text[:-1] + b',"typ":"JWT"}'),
    "alg none, no signature": alg_none,
    "alg none, signed": header(alg="none"),
    "alg HS256 with the public key": hs256,
    "alg RS256": header(alg="RS256"),
    "alg ES384": header(alg="ES384"),
    "alg es256": header(alg="es256"),
    "no alg": header(alg=None),
    "alg twice": header_text(lambda text: text[:-1] + b',"alg":"ES256"}'),
    "crit": header(crit=["exp"], exp=1),
    "crit, empty": header(crit=[]),
    "b64 false": header(b64=False),
    "b64 true": header(b64=True),
    "zip": header(zip="DEF"),
    "jku": header(jku="https://evil.example/keys"),
    "x5u": header(x5u="https://evil.example/chain"),
    "x5c": header(x5c=["AAAA"]),
    "x5t#S256": header(**{"x5t#S256": "AAAA"}),
    "both kid and jwk": named_by("both"),
    "the wrong one of kid and jwk": named_by("other"),
    "neither kid nor jwk": named_by("neither"),
    "padded header": padded(0),
    "padded payload": padded(1),
    "padded signature": padded(2),
    "unused bits in the header": unused_bits(0),
    "unused bits in the payload": unused_bits(1),
    "unused bits in the signature": unused_bits(2),
    "other base64": whole(lambda text: text.replace("-", "+").replace("_", "/") + "+"),
    "a line break inside": whole(lambda text: text[:40] + "\n" + text[40:]),
    "two segments": whole(lambda text: text.rsplit(".", 1)[0]),
    "four segments": whole(lambda text: text + ".AA"),
    "no payload": lambda h, p, k: signed(encode(write_object(h)) + ".", k),
    "no signature": whole(lambda text: text.rsplit(".", 1)[0] + "."),
    "DER signature": der,
    "63 bytes of signature": signature(lambda rs: rs[:63]),
    "65 bytes of signature": signature(lambda rs: rs + b"\x00"),
    "s before r": signature(lambda rs: rs[32:] + rs[:32]),
    "a signature of zeros": signature(lambda rs: bytes(64)),
    "r beyond the order": signature(lambda rs: CURVE_ORDER.to_bytes(32, "big") + rs[32:]),
    "signed by another key": lambda h, p, k: jws.sign_raw(h, p, PrivateKey()),
    "header an array": header_text(lambda text: b"[" + text + b"]"),
    "header not closed": header_text(lambda text: text[:-1]),
    "header begins with a mark": header_text(lambda text: b"\xef\xbb\xbf" + text),
    "payload an array": payload_text(lambda text: b"[" + text + b"]"),
    "payload and something after it": payload_text(lambda text: text + b"{}"),
    "payload not UTF-8": payload_text(lambda text: text[:-1] + b',"later":"\xff"}'),
    "payload with a comment": payload_text(lambda text: b"/**/" + text),
    "payload says NaN": payload_text(lambda text: text[:-1] + b',"later":NaN}'),
    "a member twice, alike": payload_text(say_twice),
    "a member missing": member(lambda said, name: said.pop(name)),
    "a member null": member(lambda said, name: said.update({name: None})),
    "a member a number": member(lambda said, name: said.update({name: 7})),
    "a member an array": member(lambda said, name: said.update({name: [said[name]]})),
    "a member with half a character": payload_text(lambda text: text.replace(b'":"', b'":"\\ud800', 1)),
}


def high_or_low(rs: bytes) -> bytes:
    """The other signature of the same text under the same key."""
    s = int.from_bytes(rs[32:], "big")
    return rs[:32] + (CURVE_ORDER - s).to_bytes(32, "big")


def spaced(text: bytes) -> bytes:
    return text.replace(b'":', b'" : ').replace(b"{", b"{\n\t", 1) + b"\r\n"


#: What looks odd and is fine: a reader that refuses it would shut out the next version.
HARMLESS = {
    "unknown members in the header": header(later="x", x1=[1.5, None], cty="JWT"),
    "unknown members in the payload": payload_text(lambda text: text[:-1] + b',"later":{"a":1.5,"b":[null]}}'),
    "an unknown member twice": payload_text(lambda text: text[:-1] + b',"later":1,"later":2}'),
    "members in another order": lambda h, p, k: jws.sign_raw(dict(reversed(h.items())), dict(reversed(p.items())), k),
    "white space": lambda h, p, k: jws.sign_raw(spaced(write_object(h)), spaced(write_object(p)), k),
    "letters as escapes": header_text(lambda text: text.replace(b"ES256", b"\\u0045S256")),
    "the other signature of the same text": signature(high_or_low),
}
