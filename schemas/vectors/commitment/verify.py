"""Checks every golden vector with the second implementation; exit code 1 when one differs."""

import json
import os
import sys
import uuid

import tombolo_bytes as tb

HERE = os.path.dirname(os.path.abspath(__file__))


def load(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as source:
        return json.load(source)


def part(value):
    if value is None:
        return None
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"]) * value["times"]
    return bytes.fromhex(value)


def named(number):
    """A schema's id, or its GUID as 16 bytes."""
    return uuid.UUID(number).bytes if len(number) == 36 else int(number)


def main():
    wrong = []
    canonical = load("canonical.json")
    texts = {schema["name"]: schema["text"] for schema in canonical["schemas"]}
    hashes = {}
    for schema in canonical["schemas"]:
        form = tb.canonical(schema["text"], [texts[name] for name in schema["references"]])
        hashes[schema["name"]] = tb.sha256(form.encode("utf-8"))
        if form != schema["canonical"] or hashes[schema["name"]].hex() != schema["hash"]:
            wrong.append("schema " + schema["name"])
    for schema in canonical["malformed"]:
        try:
            tb.canonical(schema["text"])
            wrong.append("malformed schema %s: not refused" % schema["name"])
        except tb.Malformed:
            pass

    commitment, listed = load("commitment.json"), load("headers.json")
    wrong += records(commitment, hashes) + records(listed, hashes)

    for name in wrong:
        print("WRONG: " + name)
    print("%d schemas, %d malformed schemas, %d lists of headers, %d records: %d wrong" % (
        len(canonical["schemas"]), len(canonical["malformed"]), len(listed["vectors"]), len(commitment["vectors"]), len(wrong)))
    return 1 if wrong else 0


def header(vector, name, field):
    """A header's value: from the list of all of them, where there is one, or from a field of its own."""
    if "headers" not in vector:
        return part(vector.get(field))
    values = [value for other, value in vector["headers"] if other == name]
    return part(values[-1]) if values else None


def records(file, hashes):
    wrong = []
    by_name = {vector["name"]: vector for vector in file["vectors"]}
    for vector in file["vectors"]:
        known = {named(number): hashes[name] for number, name in file["registries"][vector["registry"]].items()}
        form, preimage = tb.commitment(
            part(vector["key"]), part(vector["value"]), header(vector, "tombolo-salt", "salt"),
            vector["key_format"], vector["value_format"], known,
            header(vector, "__key_schema_id", "key_header"), header(vector, "__value_schema_id", "value_header"))
        committed = tb.sha256(preimage)
        timestamp = None if vector["timestamp"] is None else int(vector["timestamp"])
        entry = tb.entry(form, int(vector["offset"]), timestamp, committed)
        good = (
            form == vector["form"]
            and vector["preimage"] in (None, preimage.hex())
            and committed.hex() == vector["commitment"]
            and entry.hex() == vector["entry"]
            and tb.leaf(entry).hex() == vector["leaf"]
            and ("same_as" not in vector or by_name[vector["same_as"]]["commitment"] == committed.hex())
            and ("differs_from" not in vector or by_name[vector["differs_from"]]["commitment"] != committed.hex())
        )
        if not good:
            wrong.append("record " + vector["name"])
    return wrong


if __name__ == "__main__":
    sys.exit(main())
