"""decodes.py VECTORS LIST: for each line of LIST, base64 of a schema, a tab, and base64 of bytes: whether the bytes can be decoded by it."""
import base64
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "disclosed"))
import tombolo_disclosed  # noqa: E402 (its folder has to be known first)

with open(sys.argv[2], encoding="ascii") as lines:
    for line in lines:
        schema, data = (base64.b64decode(part) for part in line.rstrip("\n").split("\t"))
        try:
            print("decoded: %r" % (tombolo_disclosed.Avro(schema.decode()).read(data),))
        except tombolo_disclosed.Undecodable as e:
            print("not decoded: %s" % str(e).splitlines()[:1])
