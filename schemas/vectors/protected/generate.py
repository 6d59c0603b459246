"""Writes the golden vectors. Run it by hand only, when the format gets a new version: what is published stays as it is."""

import hashlib
import json
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import tombolo_protect as tp

HERE = os.path.dirname(os.path.abspath(__file__))


def made(label, length=32):
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_256(("tombolo protected vectors: " + label).encode()).digest(length)


def number(value):
    value = (value << 1) ^ (value >> 63)
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def text(value):
    data = value.encode()
    return number(len(data)) + data


DATASET = "hospital.example/visits"
ID, DEK, SALT = made("id", 16), made("dek"), made("salt", 16)

# name, Avro type, plaintext, steps of the pointer
PLAIN = [
    ("text", '"string"', text("A09.9"), ["diagnosis"]),
    ("empty text", '"string"', text(""), ["diagnosis"]),
    ("text beyond ASCII", '"string"', text("Müller 李 🩺"), ["name"]),
    ("int", '"int"', number(37), ["age"]),
    ("negative long", '"long"', number(-1 << 40), ["balance"]),
    ("double", '"double"', struct.pack("<d", 36.6), ["temperature"]),
    ("float", '"float"', struct.pack("<f", -0.0), ["base_excess"]),
    ("boolean", '"boolean"', b"\x01", ["smoker"]),
    ("bytes, which stand bare", '"bytes"', bytes(range(40)), ["scan"]),
    ("no bytes", '"bytes"', b"", ["scan"]),
    ("date", '{"type":"int","logicalType":"date"}', number(20787), ["born"]),
    ("decimal", '{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}', b"\x04\xd2", ["price"]),
    ("array", '{"type":"array","items":"string"}', number(2) + text("a") + text("b") + b"\0", ["allergies"]),
    ("empty array", '{"type":"array","items":"int"}', b"\0", ["allergies"]),
    ("map", '{"type":"map","values":["null","int"]}', number(1) + text("k") + number(1) + number(5) + b"\0", ["scores"]),
    ("record", '{"type":"record","name":"a.Address","fields":[{"name":"street","type":"string"},{"name":"no","type":["null","int"]}]}',
     text("Ring") + number(0), ["address"]),
    ("enum", '{"type":"enum","name":"a.Sex","symbols":["F","M","X"]}', number(2), ["sex"]),
    ("fixed", '{"type":"fixed","name":"a.Four","size":4}', b"\1\2\3\4", ["code"]),
    ("field in a struct", '"string"', text("Ring 5"), ["address", "street"]),
    ("item of an array", '"int"', number(3), ["visits", 0, "ward"]),
    ("the next item", '"int"', number(3), ["visits", 1, "ward"]),
    ("entry of a map", '"string"', text("x"), ["attributes", "blood group"]),
    ("a map's name with / and ~", '"string"', text("x"), ["attributes", "a/b~c"]),
    ("a map's name with a 0", '"string"', text("x"), ["attributes", "a\0b"]),
    ("a map's empty name", '"string"', text("x"), ["attributes", ""]),
    ("exactly one block", '"bytes"', bytes(16), ["scan"]),
    ("4 KiB", '"bytes"', bytes(4096), ["scan"]),
]


def values():
    out = []
    cases = [(name, kind, plain, steps, DATASET, "after", DEK, SALT) for name, kind, plain, steps in PLAIN]
    cases += [
        ("the row before", '"string"', text("A09.9"), ["diagnosis"], DATASET, "before", DEK, SALT),
        ("another dataset", '"string"', text("A09.9"), ["diagnosis"], "clinic.example/visits", "after", DEK, SALT),
        ("another record's salt", '"string"', text("A09.9"), ["diagnosis"], DATASET, "after", DEK, made("salt 2", 16)),
        ("another data key", '"string"', text("A09.9"), ["diagnosis"], DATASET, "after", made("dek 2"), SALT),
        ("a salt of zeros", '"string"', text("A09.9"), ["diagnosis"], DATASET, "after", DEK, bytes(16)),
        ("a data key of zeros", '"string"', text("A09.9"), ["diagnosis"], DATASET, "after", bytes(32), SALT),
    ]
    for name, kind, plain, steps, dataset, side, dek, salt in cases:
        where = tp.pointer(steps)
        key = tp.field_key(dek, salt, dataset, side, where)
        out.append({
            "name": name, "of": kind, "plaintext": plain.hex(), "dataset": dataset, "side": side,
            "steps": [str(step) for step in steps], "pointer": where, "data_key_id": ID.hex(), "data_key": dek.hex(), "salt": salt.hex(),
            "field_key": key.hex(), "value": tp.seal(key, ID, plain).hex()})
    return out


def multiplied(x, y):
    """In GCM's field."""
    product = 0
    for bit in range(127, -1, -1):
        if y >> bit & 1:
            product ^= x
        x = x >> 1 ^ (0xE1 << 120 if x & 1 else 0)
    return product


def inverse(x):
    result, power = 1 << 127, x
    for bit in range(128):
        if bit:
            result = multiplied(result, power)
        power = multiplied(power, power)
    return result


def two_keys():
    """One ciphertext of two blocks with one tag that AES-GCM opens under the keys of two field keys."""
    first, second = tp.field_key(DEK, SALT, DATASET, "after", "/diagnosis"), tp.field_key(DEK, SALT, DATASET, "after", "/name")
    hashes, masks = [], []
    for key in (first, second):
        block = Cipher(algorithms.AES(tp.encryption_key(key)), modes.ECB()).encryptor()
        hashes.append(int.from_bytes(block.update(bytes(16)), "big"))
        masks.append(int.from_bytes(block.update(tp.NONCE + b"\0\0\0\1"), "big"))
    block = int.from_bytes(made("first block", 16), "big")
    length = 32 * 8  # no associated data
    squares = [multiplied(h, h) for h in hashes]
    known = 0
    for h, square, mask in zip(hashes, squares, masks):
        known ^= multiplied(block, multiplied(square, h)) ^ multiplied(length, h) ^ mask
    other = multiplied(known, inverse(squares[0] ^ squares[1]))
    h = hashes[0]
    tag = masks[0] ^ multiplied(block, multiplied(squares[0], h)) ^ multiplied(other, squares[0]) ^ multiplied(length, h)
    return first, second, b"".join(part.to_bytes(16, "big") for part in (block, other, tag))


def refused():
    good = text("A09.9")
    key = tp.field_key(DEK, SALT, DATASET, "after", "/diagnosis")
    value = tp.seal(key, ID, good)

    def flipped(place):
        return value[:place] + bytes([value[place] ^ 1]) + value[place + 1:]

    first, second, forged = two_keys()
    stated = b"\x01" + ID + tp.commitment(first) + forged
    cases = [
        ("another field's key", tp.field_key(DEK, SALT, DATASET, "after", "/name"), value),
        ("another record's key", tp.field_key(DEK, made("salt 2", 16), DATASET, "after", "/diagnosis"), value),
        ("the key of the row before", tp.field_key(DEK, SALT, DATASET, "before", "/diagnosis"), value),
        ("the key of another dataset", tp.field_key(DEK, SALT, "clinic.example/visits", "after", "/diagnosis"), value),
        ("another subject's key", tp.field_key(made("dek 2"), SALT, DATASET, "after", "/diagnosis"), value),
        ("the data key itself", DEK, value),
        ("the key that encrypts", tp.encryption_key(key), value),
        ("a key of zeros", bytes(32), value),
        ("commitment: first bit", key, flipped(17)),
        ("commitment: last bit", key, flipped(48)),
        ("commitment of zeros", key, value[:17] + bytes(32) + value[49:]),
        ("commitment of another key", key, value[:17] + tp.commitment(second) + value[49:]),
        ("ciphertext: first bit", key, flipped(49)),
        ("tag: last bit", key, flipped(len(value) - 1)),
        ("ciphertext cut by a byte", key, value[:-17] + value[-16:]),
        ("tag cut by a byte", key, value[:-1]),
        ("ciphertext gone, tag kept", key, value[:49] + value[-16:]),
        ("a byte behind", key, value + b"\0"),
        ("ciphertext of another record", key, value[:49] + tp.seal(tp.field_key(DEK, made("salt 2", 16), DATASET, "after", "/diagnosis"), ID, good)[49:]),
        ("version 0", key, b"\x00" + value[1:]),
        ("version 2", key, b"\x02" + value[1:]),
        ("one byte short of the least", key, value[:64]),
        ("the version alone", key, b"\x01"),
        ("empty", key, b""),
        ("one ciphertext for two keys, with the second", second, stated),
    ]
    out = [{"name": name, "field_key": one.hex(), "value": bad.hex(), "refusal": tp.opened(one, bad)[0]} for name, one, bad in cases]
    changed = {"name": "data key id changed: it is no part of what is sealed", "field_key": key.hex(), "value": flipped(1).hex(), "refusal": None,
               "plaintext": good.hex()}
    pair = {"name": "one ciphertext for two keys, with the first", "field_key": first.hex(), "value": stated.hex(), "refusal": None,
            "plaintext": tp.opened(first, stated)[1].hex(), "also_opened_by_gcm": second.hex()}
    return out + [changed, pair]


def trees():
    secret, root = made("id secret"), made("root")
    subjects = [{"patient": "4711"}, {"patient": "4712"}, {"patient": ""}, {"patient": "李"}, {"land": "DE", "no": "7"}, {"land": "D", "no": "E7"}]
    ids = [tp.subject_id(secret, subject) for subject in subjects]
    nodes = [([], root)]
    once = tp.without(nodes, ids[0])
    twice = tp.without(once, ids[3])

    def keys(kept):
        return [key.hex() if key else None for key in (tp.data_key(kept, one) for one in ids)]

    return {
        "id_secret": secret.hex(), "root": root.hex(),
        "subjects": [{"subject": subject, "id": one.hex()} for subject, one in zip(subjects, ids)],
        "states": [
            {"name": "all keys", "erased": [], "keys": keys(nodes)},
            {"name": "one erased", "erased": [0], "keys": keys(once)},
            {"name": "two erased", "erased": [0, 3], "keys": keys(twice)},
        ]}


def main():
    for name, content in (("values.json", {"vectors": values()}), ("refused.json", {"vectors": refused()}), ("trees.json", trees())):
        with open(os.path.join(HERE, name), "w", encoding="utf-8") as out:
            json.dump(content, out, indent=1, ensure_ascii=True)
            out.write("\n")


if __name__ == "__main__":
    main()
