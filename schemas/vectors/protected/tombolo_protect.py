"""Protected fields, a second time: no code is shared with the Java. Needs Python 3.9 and the package `cryptography`, for AES-GCM alone."""

import hashlib
import hmac
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

OVERHEAD = 1 + 16 + 32 + 16
NONCE = bytes(12)


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def hkdf(secret, salt, info):
    """RFC 5869 with SHA-256, for 32 bytes: one block of its expansion."""
    return mac(mac(salt, secret), info + b"\x01")


def pointer(steps):
    """RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def field_key(data_key, salt, dataset, side, where):
    return hkdf(data_key, salt, b"\0".join(part.encode() for part in ("tombolo-field/1", dataset, side, where)))


def encryption_key(key):
    return mac(key, b"encrypt")


def commitment(key):
    return mac(key, b"commit")


def seal(key, key_id, plaintext):
    return b"\x01" + key_id + commitment(key) + AESGCM(encryption_key(key)).encrypt(NONCE, plaintext, None)


def gcm_opens(key, ciphertext):
    """What AES-GCM alone says of a field key; None when it refuses."""
    try:
        return AESGCM(encryption_key(key)).decrypt(NONCE, ciphertext, None)
    except InvalidTag:
        return None


def opened(key, value):
    """("opened", plaintext), or one of MALFORMED, ANOTHER_KEY and ALTERED, and None."""
    if len(value) < OVERHEAD or value[0] != 1:
        return "MALFORMED", None
    if not hmac.compare_digest(value[17:49], commitment(key)):
        return "ANOTHER_KEY", None
    plaintext = gcm_opens(key, value[49:])
    return ("ALTERED", None) if plaintext is None else ("opened", plaintext)


def subject_id(secret, subject):
    framed = b""
    for name in sorted(subject, key=lambda name: name.encode("utf-16-be")):  # as Java sorts
        for text in (name.encode(), subject[name].encode()):
            framed += struct.pack(">I", len(text)) + text
    return mac(secret, b"tombolo-subject/1\0" + framed)[:16]


def nibbles(key_id):
    return [half for byte in key_id for half in (byte >> 4, byte & 15)]


def child(node, number):
    return mac(node, b"tombolo-tree/1\0" + bytes([number]))


def data_key(nodes, key_id):
    """From the nodes that are kept, [(path, secret)]; None when the key was taken away."""
    way = nibbles(key_id)
    for path, secret in nodes:
        if list(path) == way[:len(path)]:
            for number in way[len(path):]:
                secret = child(secret, number)
            return secret
    return None


def without(nodes, key_id):
    way = nibbles(key_id)
    above = [node for node in nodes if list(node[0]) == way[:len(node[0])]]
    if not above:
        return nodes
    kept = [node for node in nodes if node is not above[0]]
    path, secret = above[0]
    while len(path) < 32:
        kept += [(path + [number], child(secret, number)) for number in range(16) if number != way[len(path)]]
        path, secret = path + [way[len(path)]], child(secret, way[len(path)])
    return kept
