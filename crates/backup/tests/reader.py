#!/usr/bin/env python3
"""An independent reader of Countersign's backups and exports, written from docs/backup-format.md and the formats'
own descriptions. It shares no line with the Rust code; cryptography comes from the package `cryptography`.

    reader.py age FILE KEY_FILE TIME       an age file; the key file holds a passphrase or AGE-SECRET-KEY-1…
    reader.py aegis FILE KEY_FILE TIME     an Aegis file, plain or encrypted
    reader.py migration FILE - TIME        otpauth-migration: texts, one a line, in any order
    reader.py otpauth FILE - TIME          otpauth: texts, one a line

prints what it found as JSON, with the code of each account at TIME (seconds since 1970).
"""
import base64, hashlib, hmac, json, struct, sys
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

STEAM = "23456789BCDFGHJKMNPQRTVWXY"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


# age (https://c2sp.org/age)

def unpadded(text):
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def hkdf(salt, info, key):
    return HKDF(SHA256(), 32, salt, info).derive(key)


def identity_bytes(text):
    """The 32 bytes of AGE-SECRET-KEY-1…; the checksum of BIP 173 is checked."""
    prefix, data = text.strip().lower().rsplit("1", 1)
    assert prefix == "age-secret-key-", "no identity"
    values = [BECH32.index(character) for character in data]
    check = 1
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    for value in expanded + values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, mask in enumerate([0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]):
            check ^= mask if top >> bit & 1 else 0
    assert check == 1, "the identity has a typing error"
    number = "".join(f"{value:05b}" for value in values[:-6])
    return bytes(int(number[at:at + 8], 2) for at in range(0, 256, 8))


def open_age(file, key):
    end = file.index(b"\n--- ") + 5
    head, mac = file[:end - 1], file[end:file.index(b"\n", end)]
    payload = file[file.index(b"\n", end) + 1:]
    lines = head.decode("ascii").split("\n")
    assert lines[0] == "age-encryption.org/v1"
    file_key = None
    for at, line in enumerate(lines):
        if line.startswith("-> "):
            body = ""
            for rest in lines[at + 1:]:
                body += rest
                if len(rest) < 64:
                    break
            file_key = file_key or unwrap(line[3:].split(" "), unpadded(body), key)
    assert file_key, "no stanza opens by this key"
    expected = hmac.new(hkdf(None, b"header", file_key), head, hashlib.sha256).digest()
    assert hmac.compare_digest(expected, unpadded(mac.decode("ascii"))), "the head is damaged"
    cipher, sealed = ChaCha20Poly1305(hkdf(payload[:16], b"payload", file_key)), payload[16:]
    text, chunk = b"", 64 * 1024 + 16
    for number, at in enumerate(range(0, len(sealed), chunk)):
        is_last = at + chunk >= len(sealed)
        nonce = number.to_bytes(11, "big") + bytes([is_last])
        text += cipher.decrypt(nonce, sealed[at:at + chunk], None)
    return text


def unwrap(arguments, body, key):
    if arguments[0] == "X25519" and key.startswith("AGE-SECRET-KEY-1"):
        private = X25519PrivateKey.from_private_bytes(identity_bytes(key))
        share = unpadded(arguments[1])
        shared = private.exchange(X25519PublicKey.from_public_bytes(share))
        salt = share + private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return ChaCha20Poly1305(hkdf(salt, b"age-encryption.org/v1/X25519", shared)).decrypt(bytes(12), body, None)
    if arguments[0] == "scrypt":
        salt = b"age-encryption.org/v1/scrypt" + unpadded(arguments[1])
        wrap = Scrypt(salt, 32, 2 ** int(arguments[2]), 8, 1).derive(key.encode())
        return ChaCha20Poly1305(wrap).decrypt(bytes(12), body, None)
    return None


# Codes

def signature(account, name, key, factor):
    return hmac.new(key, struct.pack(">Q", factor), name.lower()).digest()


def code(account, time):
    secret, kind = account["secret"], account["kind"]
    secret = base64.b32decode(secret + "=" * (-len(secret) % 8))
    if kind == "motp":
        return hashlib.md5(f"{time // 10}{secret.hex()}{account['pin']}".encode()).hexdigest()[:6]
    factor = account["counter"] if kind == "hotp" else time // account["period"]
    if kind == "yaotp":
        key = hashlib.sha256(account["pin"].encode() + secret[:16]).digest()
        signed = signature(account, "SHA256", key[1:] if key[0] == 0 else key, factor)
        offset = signed[-1] & 15
        value = int.from_bytes(signed[offset:offset + 8], "big") & (1 << 63) - 1
        letters = ""
        for _ in range(8):
            letters = chr(97 + value % 26) + letters
            value //= 26
        return letters
    signed = signature(account, account["algorithm"], secret, factor)
    offset = signed[-1] & 15
    value = int.from_bytes(signed[offset:offset + 4], "big") & (1 << 31) - 1
    if kind == "steam":
        letters = ""
        for _ in range(5):
            letters += STEAM[value % 26]
            value //= 26
        return letters
    return str(value % 10 ** account["digits"]).zfill(account["digits"])


# Documents

def entry(service, user, kind, secret, algorithm="SHA1", digits=6, period=None, counter=None, pin=None, **more):
    fixed = {"steam": ("SHA1", 5, 30), "yaotp": ("SHA256", 8, 30), "motp": ("MD5", 6, 10)}
    if kind in fixed:
        algorithm, digits, period = fixed[kind]
    return {"service": service, "user": user, "kind": kind, "secret": secret, "algorithm": algorithm,
            "digits": digits, "period": period, "counter": counter, "pin": pin, **more}


def backup(text):
    document = json.loads(text)
    assert document["format"] == "countersign-backup" and document["version"] == 1
    return [entry(each["service"], each["user"], **{key: value for key, value in each["codes"].items()},
                  groups=each.get("groups", []), note=each.get("note", ""), pinned=each.get("pinned", False),
                  origin=each.get("pairing", {}).get("origin"))
            for each in document["accounts"] if "codes" in each]


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
    return entry(service, user, kind, secret, query.get("algorithm", "SHA1"), number("digits") or 6,
                 number("period"), number("counter"), query.get("pin"))


def main(kind, path, key_path, time):
    file = open(path, "rb").read()
    key = "" if key_path == "-" else open(key_path, encoding="utf-8").read()
    lines = lambda: [line for line in file.decode().splitlines() if line]
    found = {"age": lambda: backup(open_age(file, key)), "aegis": lambda: aegis(file, key),
             "migration": lambda: migration(lines()), "otpauth": lambda: [otpauth(line) for line in lines()]}[kind]()
    for each in found:
        needs_pin = each["kind"] in ("yaotp", "motp") and each["pin"] is None
        each["code"] = None if needs_pin else code(each, int(time))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
