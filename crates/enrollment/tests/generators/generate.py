"""Writes `../fixtures/`: `python generate.py` after `pip install -r requirements.txt`. Runs without the network."""

import os

import plain
import sealed
from accounts import ACCOUNTS

FOLDER = os.path.join(os.path.dirname(__file__), "..", "fixtures")


def files():
    yield "aegis.json", plain.aegis()
    yield "aegis-encrypted.json", sealed.aegis()
    yield "aegis-costly.json", sealed.aegis(log_n=23)
    yield "ente.txt", plain.ente()
    yield "ente-encrypted.json", sealed.ente()
    yield "ente-costly.json", sealed.ente(memory=8 << 30)
    yield "2fas.json", plain.two_fas()
    yield "2fas-encrypted.json", sealed.two_fas()
    yield "andotp.json", plain.andotp()
    yield "andotp-encrypted.bin", sealed.andotp()
    yield "andotp-old.bin", sealed.andotp_old()
    yield "stratum.json", plain.stratum()
    yield "stratum-encrypted.bin", sealed.stratum()
    yield "stratum-legacy.bin", sealed.stratum_legacy()
    yield "bitwarden.json", plain.bitwarden()
    yield "bitwarden-pbkdf2.json", sealed.bitwarden(0)
    yield "bitwarden-argon2.json", sealed.bitwarden(1)
    yield "bitwarden-costly.json", sealed.bitwarden(1, memory=8192)
    yield "bitwarden-account.json", sealed.bitwarden_account()
    yield "bitwarden-authenticator.json", plain.bitwarden_authenticator()
    yield "others.json", plain.others()
    yield "proton.json", plain.proton()
    yield "proton-encrypted.json", sealed.proton()
    yield "proton-pass.json", plain.proton_pass()
    yield "proton-pass.zip", sealed.packed("Proton Pass/data.json", plain.proton_pass(), None)
    yield "proton-pass-pgp.zip", sealed.packed("Proton Pass/data.pgp", sealed.openpgp(plain.proton_pass()), None)
    yield "andotp.pgp", sealed.openpgp(plain.andotp(), armored=False, packed=True)
    yield "aegis.pgp", sealed.openpgp(plain.aegis(), packed=True)
    yield "freeotp.xml", plain.freeotp()
    yield "freeotp-plus.json", plain.freeotp_plus()
    yield "freeotp2.xml", sealed.freeotp2()
    yield "lastpass.json", plain.lastpass()
    yield "raivo.json", plain.raivo()
    yield "raivo.zip", sealed.packed("raivo-otp-export.json", plain.raivo())
    yield "winauth.zip", sealed.packed("winauth-2026-01-01.txt", plain.uris())
    yield "authenticator-plus.zip", sealed.packed("Accounts.txt", plain.uris())
    yield "authenticator-plus.sqlcipher", sealed.authenticator_plus()
    yield "several.zip", sealed.packed("folder/list.txt", plain.uris(), None)
    yield "bomb.zip", sealed.packed("winauth-2026-01-01.txt", b"\n" * (24 << 20), None)
    yield "bomb.pgp", sealed.openpgp(b"\n" * (33 << 20), armored=False, packed=True)
    yield "1password.1pux", sealed.one_password()
    yield "duo.json", plain.duo()
    yield "otpclient.json", plain.otp_client()
    yield "otpclient.enc", sealed.otp_client(2)
    yield "otpclient3.enc", sealed.otp_client(3)
    yield "otpclient1.enc", sealed.otp_client_first()
    yield "authy.xml", sealed.authy()
    yield "totp-authenticator.txt", sealed.totp_authenticator(sealed.SECRET)
    yield "totp-authenticator-default.txt", sealed.totp_authenticator(b"TotpAuthenticator")
    yield "steam.maFile", plain.steam()
    ma_file, manifest = sealed.steam()
    yield "steam-encrypted.maFile", ma_file
    yield "steam-manifest.json", manifest
    ma_file, manifest = sealed.steam_cli()
    yield "steam-cli.maFile", ma_file
    yield "steam-cli-manifest.json", manifest
    yield "battle-net.xml", plain.battle_net(old=False)
    yield "battle-net-old.xml", plain.battle_net(old=True)
    yield "totp-authenticator.xml", plain.totp_authenticator()
    yield "google.sqlite", plain.google_database()
    yield "microsoft.sqlite", plain.microsoft_database()
    yield "list.html", plain.page()
    yield "list.txt", plain.uris()
    yield from plain.tables()
    moved = [account for account in ACCOUNTS if account[0] != "steam" and account[5] in (6, 8)]
    parts = [sealed.migration(moved[index:index + 1], len(moved), index, 77) for index in range(len(moved))]
    yield "migration.txt", "\n".join(parts[::-1]).encode()
    yield "migration-part.txt", parts[1].encode()
    yield "keepass4.kdbx", sealed.keepass()
    yield "keepass-key.keyx", sealed.key_file()
    yield "keepass-key.kdbx", sealed.keepass(sealed.key_file())
    yield "keepass-twofish.kdbx", sealed.keepass(cipher="twofish")
    yield "keepass-chacha20.kdbx", sealed.keepass(cipher="chacha20")
    yield "keepass-argon10.kdbx", sealed.keepass(argon=0x10)
    yield "keepass3.kdbx", sealed.keepass3()


# Packed and salted files differ in each run: one that is there already stays, unless it is deleted first.
for name, data in files():
    if os.path.exists(os.path.join(FOLDER, name)):
        continue
    with open(os.path.join(FOLDER, name), "wb") as out:
        out.write(data)
print("written")
