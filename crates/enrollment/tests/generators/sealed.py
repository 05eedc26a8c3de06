"""Encrypted and packed forms of the exports."""

import hashlib
import hmac
import io
import json
import os
import struct
import tempfile

import pyzipper
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from nacl import bindings as sodium

import plain
from accounts import ACCOUNTS, PASSWORD, b64, raw, signed, uri
from sealing import argon2id, cbc, fixed, gcm, pbkdf2, wide_gcm

SECRET = PASSWORD.encode()


def aegis(database=None, log_n=12):
    master, salt = fixed("aegis master", 32), fixed("aegis salt", 32)
    key = Scrypt(salt, 32, 1 << min(log_n, 12), 8, 1).derive(SECRET)
    nonce, wrap = fixed("aegis nonce", 12), fixed("aegis wrap", 12)
    wrapped = gcm(key, wrap, master)
    sealed = gcm(master, nonce, database or json.dumps(plain.aegis_database()).encode())
    slots = [
        {"type": 2, "uuid": "b", "key": "00" * 32, "key_params": {"nonce": "00" * 12, "tag": "00" * 16}},
        {"type": 1, "uuid": "p", "key": wrapped[:-16].hex(), "n": 1 << log_n, "r": 8, "p": 1,
         "key_params": {"nonce": wrap.hex(), "tag": wrapped[-16:].hex()}, "salt": salt.hex(), "repaired": True},
    ]
    header = {"slots": slots, "params": {"nonce": nonce.hex(), "tag": sealed[-16:].hex()}}
    return plain.dumps({"version": 1, "header": header, "db": b64(sealed[:-16])})


def two_fas():
    salt = fixed("2fas salt", 256)
    key = pbkdf2("SHA256", SECRET, salt, 10_000)

    def seal(label, data):
        nonce = fixed(label, 12)
        return ":".join(b64(part) for part in (gcm(key, nonce, data), salt, nonce))

    services = json.dumps(plain.two_fas_services()).encode()
    return plain.two_fas(services=[], servicesEncrypted=seal("2fas services", services),
                         reference=seal("2fas reference", b"a known text"))


def ente(memory=8 << 20):
    salt = fixed("ente salt", 16)
    key = argon2id(SECRET, salt, min(memory, 8 << 20) // 1024, 2, 1)
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    sealed = sodium.crypto_secretstream_xchacha20poly1305_push(
        state, plain.ente(), tag=sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    return plain.dumps({"version": 1, "kdfParams": {"memLimit": memory, "opsLimit": 2, "salt": b64(salt)},
                        "encryptedData": b64(sealed), "encryptionNonce": b64(header)})


def bitwarden(kind, memory=16):
    salt = b64(fixed("bitwarden salt", 16))
    if kind == 0:
        key, more = pbkdf2("SHA256", SECRET, salt.encode(), 60_000), {"kdfIterations": 60_000}
    else:
        hashed = hashlib.sha256(salt.encode()).digest()
        key = argon2id(SECRET, hashed, 16 * 1024, 3, 4)
        more = {"kdfIterations": 3, "kdfMemory": memory, "kdfParallelism": 4}
    enc, mac = (HKDFExpand(hashes.SHA256(), 32, info).derive(key) for info in (b"enc", b"mac"))

    def seal(label, data):
        iv = fixed(label, 16)
        sealed = cbc(enc, iv, data)
        tag = hmac.digest(mac, iv + sealed, "sha256")
        return "2." + "|".join(b64(part) for part in (iv, sealed, tag))

    return plain.dumps({"encrypted": True, "passwordProtected": True, "salt": salt, "kdfType": kind, **more,
                        "encKeyValidation_DO_NOT_EDIT": seal("bitwarden check", b"0"),
                        "data": seal("bitwarden data", plain.bitwarden())})


def bitwarden_account():
    return plain.dumps({"encrypted": True, "encKeyValidation_DO_NOT_EDIT": "2.AA==|AA==|AA==", "folders": [],
                        "items": [{"name": "2.AA==|AA==|AA=="}]})


def proton():
    salt, nonce = fixed("proton salt", 16), fixed("proton nonce", 12)
    key = argon2id(SECRET, salt, 19_456, 2, 1)
    content = nonce + gcm(key, nonce, plain.proton(), b"proton.authenticator.export.v1")
    return plain.dumps({"version": 1, "salt": b64(salt), "content": b64(content)})


def andotp():
    salt, nonce = fixed("andotp salt", 12), fixed("andotp nonce", 12)
    key = pbkdf2("SHA1", SECRET, salt, 140_000)
    return struct.pack(">I", 140_000) + salt + nonce + gcm(key, nonce, plain.andotp())


def andotp_old():
    nonce = fixed("andotp old", 12)
    return nonce + gcm(hashlib.sha256(SECRET).digest(), nonce, plain.andotp())


def stratum():
    salt, nonce = fixed("stratum salt", 16), fixed("stratum nonce", 12)
    return b"AUTHENTICATORPRO" + salt + nonce + gcm(argon2id(SECRET, salt, 65_536, 3, 4), nonce, plain.stratum())


def stratum_legacy():
    salt, iv = fixed("stratum legacy", 20), fixed("stratum iv", 16)
    return b"AuthenticatorPro" + salt + iv + cbc(pbkdf2("SHA1", SECRET, salt, 64_000), iv, plain.stratum())


def authy():
    tokens = []
    for index, (kind, issuer, name, secret, algorithm, digits, moving) in enumerate(ACCOUNTS):
        if kind == "totp" and algorithm == "SHA1":
            salt = f"saltsaltsaltsaltsaltsaltsaltsal{index}"
            key = pbkdf2("SHA1", SECRET, salt.encode(), 1_000)
            tokens.append({"accountType": "authenticator", "digits": digits, "logo": issuer, "salt": salt,
                           "originalIssuer": issuer, "originalName": f"{issuer}:{name}", "name": f"{issuer}: {name}",
                           "encryptedSecret": b64(cbc(key, bytes(16), secret.encode()))})
    own = [{"name": "Authy's own", "secretSeed": "00112233445566778899aabbccddeeff", "digits": 7}]
    return plain.preferences([("com.authy.storage.tokens.authenticator.key", json.dumps(tokens)),
                              ("com.authy.storage.tokens.authy.key", json.dumps(own))])


def java_map(texts):
    def text(value):
        data = value.encode()
        return b"\x74" + struct.pack(">H", len(data)) + data

    fields = b"\x00\x02F\x00\x0aloadFactorI\x00\x09threshold"
    head = b"\xac\xed\x00\x05\x73\x72\x00\x11java.util.HashMap\x05\x07\xda\xc1\xc3\x16\x60\xd1\x03" + fields
    body = struct.pack(">fI", 0.75, 24) + b"\x77\x08" + struct.pack(">II", 32, len(texts))
    return head + b"\x78\x70" + body + b"".join(text(k) + text(v) for k, v in texts) + b"\x78"


def freeotp2():
    master, salt = fixed("freeotp master", 32), fixed("freeotp salt", 32)

    def seal(key, label, data, token):
        nonce = fixed(label, 12)
        return {"mCipher": "AES/GCM/NoPadding", "mCipherText": signed(gcm(key, nonce, data, token.encode())),
                "mParameters": signed(b"\x30\x11\x04\x0c" + nonce + b"\x02\x01\x10"), "mToken": token}

    sealed = seal(pbkdf2("SHA512", SECRET, salt, 100_000), "freeotp wrap", master, "AES")
    texts = [("masterKey", json.dumps({"mAlgorithm": "PBKDF2withHmacSHA512", "mEncryptedKey": sealed,
                                       "mIterations": 100_000, "mSalt": signed(salt)}))]
    for index, token in enumerate(plain.tokens()):
        secret = bytes(byte % 256 for byte in token.pop("secret"))
        key = seal(master, f"freeotp {index}", secret, "HmacSHA1")
        texts += [(f"id-{index}", json.dumps({"key": json.dumps(key)})), (f"id-{index}-token", json.dumps(token))]
    return java_map(texts)


def totp_authenticator(password):
    data = json.dumps({json.dumps(plain.totp_authenticator_entries()): ""}).encode()
    return b64(cbc(hashlib.sha256(password).digest(), bytes(16), data)).encode()


def otp_client(version):
    iv, salt = fixed("otpclient iv", 16), fixed("otpclient salt", 32)
    # Version 2 is a structure of C with its padding, version 3 is packed.
    head, order = (b"OTPClient\0\0\0", "<") if version == 2 else (b"OTPClient", ">")
    header = head + struct.pack(order + "i", version) + iv + salt + struct.pack(order + "iii", 4, 8_192, 4)
    key = argon2id(SECRET + b"\0", salt, 8_192, 4, 4)
    return header + wide_gcm(key, iv, plain.otp_client(), header)


def otp_client_first():
    """Version 1: nothing says what it is."""
    header = fixed("otpclient first iv", 16) + fixed("otpclient first salt", 32)
    key = pbkdf2("SHA512", SECRET + b"\0", header[16:], 100_000)
    return header + wide_gcm(key, header[:16], plain.otp_client(), header)


def openpgp(data, armored=True, packed=False):
    import pgpy
    from pgpy.constants import CompressionAlgorithm, HashAlgorithm, SymmetricKeyAlgorithm

    compression = CompressionAlgorithm.ZLIB if packed else CompressionAlgorithm.Uncompressed
    message = pgpy.PGPMessage.new(data, compression=compression)
    cipher = SymmetricKeyAlgorithm.AES128 if packed else SymmetricKeyAlgorithm.AES256
    sealed = message.encrypt(PASSWORD, cipher=cipher, hash=HashAlgorithm.SHA256)
    return str(sealed).encode() if armored else bytes(sealed)


def authenticator_plus():
    """By SQLCipher itself, in the form of its version 3."""
    import sqlcipher3

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "own.db")
        connection = sqlcipher3.connect(path)
        connection.execute(f"PRAGMA key = '{PASSWORD}'")
        connection.execute("PRAGMA cipher_compatibility = 3")
        connection.execute("CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT NOT NULL, secret TEXT NOT NULL, "
                           "counter INTEGER DEFAULT 0, type INTEGER, provider INTEGER DEFAULT 0, issuer TEXT DEFAULT "
                           "NULL, original_name TEXT DEFAULT NULL, category TEXT DEFAULT 'All Accounts')")
        rows = [(n, s, m if k == "hotp" else 0, 1 if k == "hotp" else 0, i if k == "hotp" else "", f"{i}:{n}",
                 "Work" if k == "totp" else "All Accounts")
                for k, i, n, s, a, d, m in ACCOUNTS if (a, d) == ("SHA1", 6)]
        rows.append(("EU-1", bytes(range(20)).hex(), 0, 2, "", "Blizzard:EU-1", "All Accounts"))
        # Enough for pages below the first.
        rows += [(f"{n}", "JBSWY3DPEHPK3PXP", 0, 0, "Bulk", f"Bulk:{n}", "All Accounts") for n in range(60)]
        connection.executemany("INSERT INTO accounts (email, secret, counter, type, issuer, original_name, category) "
                               "VALUES (?,?,?,?,?,?,?)", rows)
        connection.commit()
        connection.close()
        with open(path, "rb") as file:
            return file.read()


def steam():
    iv, salt = fixed("steam iv", 16), fixed("steam salt", 8)
    sealed = cbc(pbkdf2("SHA1", SECRET, salt, 50_000), iv, plain.steam())
    manifest = {"encrypted": True, "first_run": True, "entries": [
        {"encryption_iv": b64(iv), "encryption_salt": b64(salt), "filename": "1.maFile", "steamid": 1}]}
    return b64(sealed).encode(), plain.dumps(manifest)


def steam_cli():
    iv, salt = fixed("steam cli iv", 16), fixed("steam cli salt", 16)
    sealed = cbc(argon2id(SECRET, salt, 12 * 1024, 3, 12), iv, plain.steam())
    encryption = {"scheme": "Argon2idAes256", "iv": b64(iv), "salt": b64(salt)}
    entries = [{"filename": "1.maFile", "steam_id": 1, "account_name": "hedy", "encryption": encryption}]
    return b64(sealed).encode(), plain.dumps({"version": 1, "entries": entries})


def packed(name, data, password=SECRET):
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        if password:
            archive.setpassword(password)
            archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr(name, data)
    return out.getvalue()


def one_password():
    items = [{"favIndex": 1 if index == 1 else 0, "overview": {"title": account[1], "tags": ["Tagged"]}, "state": "active",
              "details": {"loginFields": [{"designation": "username", "value": account[2]}], "notesPlain": "",
                          "sections": [{"fields": [{"title": "one-time password", "value": {"totp": uri(account)}},
                                                   {"title": "other", "value": {"string": "x"}}]}]}}
             for index, account in enumerate(ACCOUNTS) if account[0] == "totp"]
    data = {"accounts": [{"attrs": {}, "vaults": [{"attrs": {"name": "Work"}, "items": items}]}]}
    return packed("export.data", plain.dumps(data), None)


def migration(accounts, parts, part, batch):
    def varint(number):
        out = b""
        while number > 127:
            out, number = out + bytes([number & 127 | 128]), number >> 7
        return out + bytes([number])

    def field(tag, value):
        if isinstance(value, int):
            return varint(tag << 3) + varint(value)
        return varint(tag << 3 | 2) + varint(len(value)) + value

    payload = b""
    for kind, issuer, name, secret, algorithm, digits, moving in accounts:
        hashed = {"SHA1": 1, "SHA256": 2, "SHA512": 3}[algorithm]
        inner = field(1, raw(secret)) + field(2, name.encode()) + field(3, issuer.encode()) + field(4, hashed)
        inner += field(5, 2 if digits == 8 else 1) + field(6, 1 if kind == "hotp" else 2)
        payload += field(1, inner + (field(7, moving) if kind == "hotp" else b""))
    payload += field(2, 1) + field(3, parts) + (field(4, part) if part else b"") + field(5, batch)
    from urllib.parse import quote

    return f"otpauth-migration://offline?data={quote(b64(payload), safe='')}"


def keepass(key_file=None, cipher="aes256", argon=0x13):
    import pykeepass

    with tempfile.TemporaryDirectory() as folder:
        path, key_path = os.path.join(folder, "own.kdbx"), os.path.join(folder, "own.keyx")
        if key_file:
            with open(key_path, "wb") as out:
                out.write(key_file)
        database = pykeepass.create_database(path, password=PASSWORD, keyfile=key_path if key_file else None)
        database.kdbx.header.value.dynamic_header.cipher_id.data = cipher
        database.kdbx.header.value.dynamic_header.kdf_parameters.data.dict["V"].value = argon
        work = database.add_group(database.root_group, "Work")
        for index, account in enumerate(ACCOUNTS):
            group = work if index < 2 else database.root_group
            entry = database.add_entry(group, account[1], account[2], "pw", notes="back door: none" if index == 0 else "")
            if account[0] == "steam":
                entry.set_custom_property("TOTP Seed", account[3], protect=True)
                entry.set_custom_property("TOTP Settings", "30;S")
            elif account[0] == "hotp":
                entry.set_custom_property("HmacOtp-Secret-Base32", account[3], protect=True)
                entry.set_custom_property("HmacOtp-Counter", str(account[6]))
            else:
                entry.otp = uri(account)
            if index == 0:
                entry.save_history()
        gone = database.add_entry(work, "Gone", "gone", "pw")
        gone.otp = "otpauth://totp/Gone:gone?secret=JBSWY3DPEHPK3PXP"
        database.trash_entry(gone)
        database.save()
        return open(path, "rb").read()


def keepass3():
    """KDBX 3.1 by hand: AES-KDF, AES-CBC, Salsa20, gzip, hashed blocks. A hidden text in the history comes first."""
    import gzip

    from Cryptodome.Cipher import AES, Salsa20

    seed, transform, iv = fixed("kdbx3 seed", 32), fixed("kdbx3 transform", 32), fixed("kdbx3 iv", 16)
    start, inner = fixed("kdbx3 start", 32), fixed("kdbx3 inner", 32)
    stream = Salsa20.new(hashlib.sha256(inner).digest(), bytes.fromhex("e830094b97205d2a"))

    def hidden(text):
        return b64(stream.encrypt(text.encode()))

    def entry(title, user, otp, history=""):
        from xml.sax.saxutils import escape

        return (f"<Entry><String><Key>Title</Key><Value>{escape(title)}</Value></String>"
                f"<String><Key>UserName</Key><Value>{user}</Value></String>"
                f'<String><Key>otp</Key><Value Protected="True">{hidden(otp)}</Value></String>'
                f"{history()if history else ''}</Entry>")

    old = lambda: f"<History>{entry('Old', 'old', 'otpauth://totp/Old:old?secret=JBSWY3DPEHPK3PXP')}</History>"
    entries = [entry(account[1], account[2], uri(account), old if index == 0 else "")
               for index, account in enumerate(ACCOUNTS) if account[0] == "totp"]
    bin_group = f"<Group><UUID>QmluQmluQmluQmluQmluQg==</UUID><Name>Bin</Name>{entry('Gone', 'gone', 'JBSWY3DPEHPK3PXP')}</Group>"
    xml = ('<?xml version="1.0" encoding="utf-8"?><KeePassFile><Meta><RecycleBinUUID>QmluQmluQmluQmluQmluQg=='
           "</RecycleBinUUID></Meta><Root><Group><UUID>Um9vdFJvb3RSb290Um9vdA==</UUID><Name>Root</Name>"
           f"{''.join(entries)}{bin_group}</Group></Root></KeePassFile>")
    content = gzip.compress(xml.encode(), mtime=0)
    blocks = struct.pack("<I", 0) + hashlib.sha256(content).digest() + struct.pack("<I", len(content)) + content
    blocks += struct.pack("<I", 1) + bytes(32) + struct.pack("<I", 0)
    key = hashlib.sha256(hashlib.sha256(SECRET).digest()).digest()
    cipher = AES.new(transform, AES.MODE_ECB)
    for _ in range(6_000):
        key = cipher.encrypt(key)
    key = hashlib.sha256(seed + hashlib.sha256(key).digest()).digest()
    fields = [(2, bytes.fromhex("31c1f2e6bf714350be5805216afc5aff")), (3, struct.pack("<I", 1)), (4, seed),
              (5, transform), (6, struct.pack("<Q", 6_000)), (7, iv), (8, inner), (9, start),
              (10, struct.pack("<I", 2)), (0, b"\r\n\r\n")]
    head = bytes.fromhex("03d9a29a67fb4bb5") + struct.pack("<HH", 1, 3)
    head += b"".join(struct.pack("<BH", number, len(value)) + value for number, value in fields)
    return head + cbc(key, iv, start + blocks)


def key_file():
    """A key file of version 2: hexadecimal in groups, with the begin of its hash."""
    key = fixed("keepass key file", 32)
    check = hashlib.sha256(key).digest()[:4].hex().upper()
    return (f'<?xml version="1.0" encoding="utf-8"?>\n<KeyFile>\n<Meta><Version>2.0</Version></Meta>\n'
            f'<Key><Data Hash="{check}">\n{key[:16].hex(" ", 4).upper()}\n{key[16:].hex(" ", 4).upper()}\n'
            f"</Data></Key>\n</KeyFile>\n").encode()
