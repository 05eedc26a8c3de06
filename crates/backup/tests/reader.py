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

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from formats import aegis, entry, migration, otpauth

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


# The document

def backup(text):
    document = json.loads(text)
    assert document["format"] == "countersign-backup" and document["version"] == 1
    return [entry(each["service"], each["user"], **{key: value for key, value in each["codes"].items()},
                  groups=each.get("groups", []), note=each.get("note", ""), pinned=each.get("pinned", False),
                  origin=each.get("pairing", {}).get("origin"))
            for each in document["accounts"] if "codes" in each]


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
