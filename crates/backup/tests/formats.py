"""Readers of the files that Countersign writes for other apps, for reader.py."""
import base64, json
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt


def entry(service, user, kind, secret, algorithm="SHA1", digits=6, period=None, counter=None, pin=None, **more):
    return {"service": service, "user": user, "kind": kind, "secret": secret, "algorithm": algorithm,
            "digits": digits, "period": period, "counter": counter, "pin": pin, **more}


def aegis(text, passphrase):
    document = json.loads(text)
    database = document["db"]
    if isinstance(database, str):
        header, slot = document["header"], document["header"]["slots"][0]
        wrap = Scrypt(bytes.fromhex(slot["salt"]), 32, slot["n"], slot["r"], slot["p"]).derive(passphrase.encode())
        def opened(key, sealed_by, sealed):
            tag, nonce = bytes.fromhex(sealed_by["tag"]), bytes.fromhex(sealed_by["nonce"])
            return AESGCM(key).decrypt(nonce, sealed + tag, None)
        master = opened(wrap, slot["key_params"], bytes.fromhex(slot["key"]))
        database = json.loads(opened(master, header["params"], base64.b64decode(database)))
    groups = {group["uuid"]: group["name"] for group in database["groups"]}
    return [entry(each["issuer"], each["name"], {"yandex": "yaotp"}.get(each["type"], each["type"]),
                  each["info"]["secret"], each["info"]["algo"], each["info"]["digits"], each["info"].get("period"),
                  each["info"].get("counter"), each["info"].get("pin"), note=each["note"], pinned=each["favorite"],
                  groups=[groups[group] for group in each["groups"]])
            for each in database["entries"]]


def fields(message):
    """The fields of a protobuf message: numbers and bytes."""
    at = 0
    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    while at < len(message):
        tag = varint()
        if tag & 7 == 0:
            yield tag >> 3, varint()
        else:
            assert tag & 7 == 2
            length = varint()
            at += length
            yield tag >> 3, message[at - length:at]


def migration(texts):
    parts = {}
    for text in texts:
        payload = list(fields(base64.b64decode(parse_qs(urlsplit(text).query)["data"][0], validate=True)))
        facts = {number: value for number, value in payload if number != 1}
        parts[facts.get(4, 0)] = facts, [dict(fields(value)) for number, value in payload if number == 1]
    assert sorted(parts) == list(range(len(parts))), "a part is missing"
    assert {facts[3] for facts, _ in parts.values()} == {len(parts)} and len({f[5] for f, _ in parts.values()}) == 1
    found = []
    for _, (_, messages) in sorted(parts.items()):
        assert len(messages) <= 10
        for each in messages:
            secret = base64.b32encode(each[1]).decode().rstrip("=")
            is_counter = each[6] == 1
            found.append(entry(each[3].decode(), each[2].decode(), "hotp" if is_counter else "totp", secret,
                               {1: "SHA1", 2: "SHA256", 3: "SHA512"}[each[4]], {1: 6, 2: 8}[each[5]],
                               None if is_counter else 30, each[7] if is_counter else None))
    return found


def otpauth(text):
    parts = urlsplit(text)
    query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.scheme == "motp":
        label, kind = parts.netloc + parts.path, "motp"
        secret = base64.b32encode(bytes.fromhex(query["secret"])).decode().rstrip("=")
    else:
        label, kind, secret = parts.path[1:], parts.netloc, query["secret"]
    service, user = query.get("issuer", ""), unquote(label)
    user = user.removeprefix(f"{service}:") if service else user
    number = lambda name: int(query[name]) if name in query else None
    # These texts do not repeat what their kind fixes.
    fixed = {"steam": ("SHA1", 5, 30), "yaotp": ("SHA256", 8, 30), "motp": ("MD5", 6, 10)}
    written = query.get("algorithm", "SHA1"), number("digits") or 6, number("period")
    return entry(service, user, kind, secret, *fixed.get(kind, written), number("counter"), query.get("pin"))
