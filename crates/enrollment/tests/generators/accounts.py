"""The accounts that every generated export holds, invented for these tests."""

import base64

ACCOUNTS = [
    # kind, issuer, account, secret (base32), algorithm, digits, period or counter
    ("totp", "Harbor Mail", "ada@harbor.example", "OBWGKYLTMUQHEZLBMQQHI2DF", "SHA1", 6, 30),
    ("totp", "Tidewater", "grace", "MZUXE43UEBRWQYLQORSXEIDPMYQHI2DF", "SHA256", 8, 60),
    ("totp", "Quarry & Söhne", "emmy", "NVQW45LBNQQG64RAN5XGY2LOMUQG65DI", "SHA512", 7, 20),
    ("hotp", "Lantern", "mary", "MVXHIZLSEB3WQYLUEB4W65JAORUGK3TO", "SHA1", 6, 41),
    ("steam", "Steam", "hedy", "ON2GKYLNEBUXGIDIN52CA53BORSXE", "SHA1", 5, 30),
]

PASSWORD = "correct horse 🐎"


def raw(secret):
    return base64.b32decode(secret + "=" * (-len(secret) % 8))


def signed(data):
    return [byte - 256 if byte > 127 else byte for byte in data]


def b64(data):
    return base64.b64encode(data).decode()


def uri(account, steam="steam"):
    from urllib.parse import quote

    kind, issuer, name, secret, algorithm, digits, moving = account
    host = steam if kind == "steam" else kind
    label = quote(f"{issuer}:{name}", safe=":@")
    moves = "counter" if kind == "hotp" else "period"
    return (
        f"otpauth://{host}/{label}?secret={secret}&issuer={quote(issuer)}"
        f"&algorithm={algorithm}&digits={digits}&{moves}={moving}"
    )
