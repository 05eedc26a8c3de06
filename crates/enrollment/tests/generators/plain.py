"""Plain forms of the exports, in the shapes that the apps write."""

import csv
import io
import json
import sqlite3
import tempfile
import urllib.parse
from xml.sax.saxutils import escape

from accounts import ACCOUNTS, b64, raw, signed, uri


def dumps(value):
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def aegis_entries():
    for index, (kind, issuer, name, secret, algorithm, digits, moving) in enumerate(ACCOUNTS):
        info = {"secret": secret, "algo": algorithm, "digits": digits}
        info["counter" if kind == "hotp" else "period"] = moving
        yield {
            "type": kind, "uuid": f"00000000-0000-4000-8000-00000000000{index}", "name": name,
            "issuer": issuer, "note": "back door: none" if index == 0 else "", "favorite": index == 1,
            "icon": b64(b"\x89PNG not really") if index == 2 else None,
            "icon_mime": "image/png" if index == 2 else None, "info": info,
            "groups": ["g-1"] if index < 2 else [],
        }


def aegis_database():
    groups = [{"uuid": "g-1", "name": "Work"}]
    return {"version": 3, "entries": list(aegis_entries()), "groups": groups}


def aegis():
    return dumps({"version": 1, "header": {"slots": None, "params": None}, "db": aegis_database()})


def ente():
    lines = []
    for index, account in enumerate(ACCOUNTS):
        display = {"pinned": index == 1, "trashed": False, "tags": ["Work"] if index < 2 else [],
                   "note": "back door: none" if index == 0 else "", "position": index}
        lines.append(f"{uri(account)}&codeDisplay={urllib.parse.quote(json.dumps(display))}")
    trashed = urllib.parse.quote(json.dumps({"trashed": True}))
    lines.append(f"otpauth://totp/Gone:gone?secret=JBSWY3DPEHPK3PXP&codeDisplay={trashed}")
    return "\n".join(lines).encode()


def two_fas_services():
    services = []
    for index, (kind, issuer, name, secret, algorithm, digits, moving) in enumerate(ACCOUNTS):
        otp = {"label": f"{issuer}:{name}", "account": name, "issuer": issuer, "digits": digits,
               "algorithm": algorithm, "tokenType": kind.upper(), "source": "Link"}
        otp["counter" if kind == "hotp" else "period"] = moving
        services.append({"name": issuer, "secret": secret, "otp": otp, "order": {"position": 9 - index},
                         "groupId": "g-1" if index < 2 else None})
    return services


def two_fas(**more):
    return dumps({"schemaVersion": 4, "appOrigin": "android", "services": two_fas_services(),
                  "groups": [{"id": "g-1", "name": "Work"}]} | more)


def andotp():
    return dumps([
        {"secret": secret, "issuer": issuer, "label": name, "digits": digits, "type": kind.upper(),
         "algorithm": algorithm, "thumbnail": "Default", "last_used": 0, "used_frequency": 0,
         "counter" if kind == "hotp" else "period": moving, "tags": ["Work"] if index < 2 else []}
        for index, (kind, issuer, name, secret, algorithm, digits, moving) in enumerate(ACCOUNTS)
    ])


def stratum():
    kinds = {"hotp": 1, "totp": 2, "steam": 4}
    hashes = {"SHA1": 0, "SHA256": 1, "SHA512": 2}
    authenticators = [
        {"Type": kinds[kind], "Icon": None, "Issuer": issuer, "Username": name, "Secret": secret, "Pin": None,
         "Algorithm": hashes[algorithm], "Digits": digits, "Period": 30 if kind == "hotp" else moving,
         "Counter": moving if kind == "hotp" else 0, "Ranking": index}
        for index, (kind, issuer, name, secret, algorithm, digits, moving) in enumerate(ACCOUNTS)
    ]
    authenticators.append({"Type": 3, "Issuer": "Mobile", "Username": "otp", "Secret": "7ac61d4736f51a2b",
                           "Pin": "5555", "Algorithm": 0, "Digits": 6, "Period": 10, "Counter": 0})
    authenticators.append({"Type": 5, "Issuer": "Yandex", "Username": "key", "Pin": "7586", "Algorithm": 1,
                           "Secret": "LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI", "Digits": 8, "Period": 30})
    memberships = [{"CategoryId": "c-1", "AuthenticatorSecret": a[3], "Ranking": 0} for a in ACCOUNTS[:2]]
    return dumps({"Authenticators": authenticators, "Categories": [{"Id": "c-1", "Name": "Work"}],
                  "AuthenticatorCategories": memberships, "CustomIcons": []})


def bitwarden():
    items = [
        {"id": str(index), "type": 1, "name": account[1], "notes": "back door: none" if index == 0 else None,
         "favorite": index == 1, "folderId": "f-1" if index < 2 else None,
         "login": {"username": account[2], "totp": f"steam://{account[3]}" if account[0] == "steam" else uri(account)}}
        for index, account in enumerate(ACCOUNTS) if account[0] != "hotp"
    ]
    items.append({"id": "n", "type": 2, "name": "A note", "login": None})
    items.append({"id": "d", "type": 1, "name": "Gone", "deletedDate": "2026-01-01T00:00:00Z",
                  "login": {"totp": "JBSWY3DPEHPK3PXP"}})
    return dumps({"encrypted": False, "folders": [{"id": "f-1", "name": "Work"}], "items": items})


def bitwarden_authenticator():
    items = [
        {"favorite": index == 1, "id": str(index), "type": 1, "name": account[1],
         "login": {"username": account[2], "totp": f"steam://{account[3]}" if account[0] == "steam" else uri(account)}}
        for index, account in enumerate(ACCOUNTS) if account[0] != "hotp"
    ]
    return dumps({"encrypted": False, "items": items})


def others():
    """An app that nobody knows: the usual names, deep within."""
    entries = [
        {"app_name": issuer, "userName": name, "secretKey": secret, "algorithm": algorithm, "digits": str(digits),
         "otp_type": kind, "counter" if kind == "hotp" else "timeStep": moving, "color": "#fff"}
        for kind, issuer, name, secret, algorithm, digits, moving in ACCOUNTS
    ]
    entries.append({"app_name": "Broken", "secretKey": "0189", "digits": 6})
    return dumps({"meta": {"created": 1}, "backup": {"groups": [{"title": "Work", "entries": entries}]}})


def proton():
    entries = [
        {"id": str(index), "note": "back door: none" if index == 0 else None,
         "content": {"uri": f"steam://{account[3]}" if account[0] == "steam" else uri(account),
                     "entry_type": "Steam" if account[0] == "steam" else "Totp", "name": account[2]}}
        for index, account in enumerate(ACCOUNTS) if account[0] != "hotp"
    ]
    return dumps({"version": 1, "entries": entries})


def proton_pass():
    items = [
        {"itemId": str(index), "state": 1, "pinned": index == 1,
         "data": {"type": "login", "metadata": {"name": account[1], "note": ""}, "extraFields": [],
                  "content": {"itemUsername": account[2], "totpUri": uri(account)}}}
        for index, account in enumerate(ACCOUNTS) if account[0] == "totp"
    ]
    return dumps({"version": "1.21", "encrypted": False, "vaults": {"v": {"name": "Work", "items": items}}})


def tokens():
    for kind, issuer, name, secret, algorithm, digits, moving in ACCOUNTS:
        if kind != "steam":
            yield {"algo": algorithm, "counter": moving if kind == "hotp" else 0, "digits": digits,
                   "issuerExt": issuer, "issuerInt": issuer, "label": name, "type": kind.upper(),
                   "period": 30 if kind == "hotp" else moving, "secret": signed(raw(secret))}


def freeotp_plus():
    order = [f"{t['issuerInt']}:{t['label']}" for t in tokens()]
    return dumps({"tokenOrder": order[::-1], "tokens": list(tokens())})


def preferences(texts):
    rows = [f'    <string name="{escape(name)}">{escape(text, {chr(34): "&quot;"})}</string>' for name, text in texts]
    return "\n".join(["<?xml version='1.0' encoding='utf-8' standalone='yes' ?>", "<map>", *rows, "</map>", ""]).encode()


def freeotp():
    texts = [(f"{t['issuerInt']}:{t['label']}", json.dumps(t)) for t in tokens()]
    return preferences([*texts, ("tokenOrder", json.dumps([name for name, _ in texts][::-1]))])


def lastpass():
    return dumps({"version": 3, "accounts": [
        {"issuerName": issuer, "userName": name, "secret": secret, "timeStep": moving, "digits": digits,
         "algorithm": algorithm, "isFavorite": index == 1, "folderData": {"folderId": 1, "position": index}}
        for index, (kind, issuer, name, secret, algorithm, digits, moving) in enumerate(ACCOUNTS) if kind == "totp"
    ], "folders": [{"id": 1, "name": "Work", "isOpened": True}]})


def raivo():
    return dumps([
        {"issuer": issuer, "account": name, "secret": secret, "algorithm": algorithm, "digits": str(digits),
         "kind": kind.upper(), "timer": str(30 if kind == "hotp" else moving), "iconType": "", "iconValue": "",
         "counter": str(moving if kind == "hotp" else 0), "pinned": "true" if index == 1 else "false"}
        for index, (kind, issuer, name, secret, algorithm, digits, moving) in enumerate(ACCOUNTS) if kind != "steam"
    ])


def duo():
    return dumps([
        {"accountType": "OtpAccount", "name": name,
         "otpGenerator": {"otpSecret": secret} | ({"counter": moving} if kind == "hotp" else {})}
        for kind, issuer, name, secret, algorithm, digits, moving in ACCOUNTS
        if kind == "hotp" or (algorithm, digits) == ("SHA1", 6)
    ] + [{"accountType": "DuoAccount", "name": "Approvals"}])


def otp_client():
    return dumps([
        {"type": "HOTP" if kind == "hotp" else "TOTP", "label": name, "issuer": issuer, "secret": secret,
         "digits": digits, "algo": algorithm, "counter" if kind == "hotp" else "period": moving}
        for kind, issuer, name, secret, algorithm, digits, moving in ACCOUNTS
    ])


def steam():
    account = ACCOUNTS[4]
    return dumps({"shared_secret": b64(raw(account[3])), "account_name": account[2], "fully_enrolled": True})


def table(header, row):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for index, account in enumerate(ACCOUNTS):
        if account[0] != "steam":
            writer.writerow(row(index, account))
    return out.getvalue().encode()


def tables():
    work = lambda index: "Work" if index < 2 else ""
    yield "bitwarden.csv", table(
        ["folder", "favorite", "type", "name", "notes", "fields", "login_uri", "login_username", "login_password", "login_totp"],
        lambda i, a: [work(i), "1" if i == 1 else "", "login", a[1], "", "", "", a[2], "pw, \"quoted\"\nline", uri(a)])
    yield "bitwarden-authenticator.csv", table(
        ["folder", "favorite", "type", "name", "login_uri", "login_totp"],
        lambda i, a: [work(i), "1" if i == 1 else "", "1", a[1], "", uri(a)])
    yield "keepassxc.csv", table(
        ["Group", "Title", "Username", "Password", "URL", "Notes", "TOTP", "Icon", "Last Modified", "Created"],
        lambda i, a: [work(i), a[1], a[2], "pw", "", "", uri(a), "0", "", ""])
    yield "1password.csv", table(
        ["Title", "Url", "Username", "Password", "OTPAuth", "Favorite", "Archived", "Tags", "Notes"],
        lambda i, a: [a[1], "", a[2], "pw", uri(a), "true" if i == 1 else "false", "false", work(i), ""])
    yield "own.csv", table(
        ["Service", "User", "Secret", "Kind", "Algorithm", "Digits", "Period", "Counter"],
        lambda i, a: [a[1], a[2], a[3], a[0], a[4], a[5], "" if a[0] == "hotp" else a[6], a[6] if a[0] == "hotp" else ""])


def database(statements):
    with tempfile.NamedTemporaryFile(suffix=".sqlite") as file:
        connection = sqlite3.connect(file.name)
        connection.execute("PRAGMA page_size = 1024")
        for statement, rows in statements:
            connection.executemany(statement, rows) if rows else connection.execute(statement)
        connection.commit()
        connection.execute("VACUUM")
        connection.close()
        return open(file.name, "rb").read()


def google_database():
    create = ("CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT NOT NULL, secret TEXT NOT NULL, "
              "counter INTEGER DEFAULT 0, type INTEGER, provider INTEGER DEFAULT 0, issuer TEXT DEFAULT NULL, "
              "original_name TEXT DEFAULT NULL)")
    rows = [(f"{i}:{n}", s, m if k == "hotp" else 0, 1 if k == "hotp" else 0, 0, i, f"{i}:{n}")
            for k, i, n, s, a, d, m in ACCOUNTS if (a, d) == ("SHA1", 6)]
    # Enough rows for inner pages, and one that needs an overflow page.
    rows += [(f"Bulk:{n}", "JBSWY3DPEHPK3PXP", 0, 0, 0, "Bulk", "x" * (3000 if n == 7 else 10)) for n in range(120)]
    insert = "INSERT INTO accounts (email, secret, counter, type, provider, issuer, original_name) VALUES (?,?,?,?,?,?,?)"
    return database([(create, None), (insert, rows)])


def microsoft_database():
    create = ("CREATE TABLE `accounts` (`_id` INTEGER PRIMARY KEY AUTOINCREMENT, `name` TEXT NOT NULL, "
              "`username` TEXT NOT NULL, `oath_secret_key` TEXT NOT NULL, `account_type` INTEGER NOT NULL, "
              "`ux_position` INTEGER NOT NULL, `encrypted_oath_secret_key` TEXT NOT NULL)")
    rows = [("Harbor Mail", "ada@harbor.example", ACCOUNTS[0][3], 0, 2, ""),
            ("Microsoft", "own", b64(raw(ACCOUNTS[1][3])), 1, 1, ""), ("Sealed", "newer", "", 0, 3, "AAAA")]
    insert = ("INSERT INTO accounts (name, username, oath_secret_key, account_type, ux_position, "
              "encrypted_oath_secret_key) VALUES (?,?,?,?,?,?)")
    return database([(create, None), (insert, rows)])


MASK = bytes.fromhex("398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6c80d2fb38068773f"
                     "a59ba47c17ca6c6479015c1d5b8b8f6b9a")


def battle_net(old):
    def hide(text):
        return bytes(byte ^ mask for byte, mask in zip(text.encode(), MASK)).hex()

    secret, serial = bytes(range(20)).hex(), "EU-1111-2222-3333"
    if old:
        return preferences([("com.blizzard.bma.AUTH_STORE.HASH", hide(secret + serial))])
    return preferences([("com.blizzard.messenger.AUTHENTICATOR_SERIAL", hide(serial)),
                        ("com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET", hide(secret))])


def totp_authenticator_entries():
    return [{"issuer": i, "name": n, "key": raw(s).hex().upper(), "base": 16, "digits": str(d), "period": str(m)}
            for k, i, n, s, a, d, m in ACCOUNTS if a == "SHA1" and k == "totp"]


def totp_authenticator():
    return preferences([("STATIC_TOTP_CODES_LIST", json.dumps(totp_authenticator_entries()))])


def page():
    codes = "\n".join(f"<tr><td><code>{escape(uri(account))}</code></td></tr>" for account in ACCOUNTS)
    return f"<!DOCTYPE html>\n<html><body><table>\n{codes}\n</table></body></html>\n".encode()


def uris():
    return "\n".join(uri(account) for account in ACCOUNTS).encode() + b"\n"
