"""Ciphers and key derivations, by public packages only."""

import hashlib

import argon2.low_level as argon2
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

HASHES = {"SHA1": hashes.SHA1, "SHA256": hashes.SHA256, "SHA512": hashes.SHA512}


def fixed(label, length):
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_256(label.encode()).digest(length)


def pbkdf2(name, password, salt, rounds):
    return PBKDF2HMAC(HASHES[name](), 32, salt, rounds).derive(password)


def argon2id(password, salt, memory_kib, passes, lanes):
    return argon2.hash_secret_raw(password, salt, passes, memory_kib, lanes, 32, argon2.Type.ID)


def gcm(key, nonce, data, associated=None):
    return AESGCM(key).encrypt(nonce, data, associated)


def cbc(key, iv, data):
    pad = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(pad.update(data) + pad.finalize()) + encryptor.finalize()


def wide_gcm(key, nonce, data, associated):
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(associated)
    return encryptor.update(data) + encryptor.finalize() + encryptor.tag
