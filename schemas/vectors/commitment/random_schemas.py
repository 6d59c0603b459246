"""Random schemas, good and bad, with what the second implementation makes of each: a JSON array a line.

    python3 random_schemas.py SEED COUNT

A line holds the text, the texts referred to, and the canonical form or null for what must be refused.
"""

import json
import random
import sys

import tombolo_bytes as tb

NAMES = ["A", "B", "a.C", "x.y.D", "E_1", "1bad", "", "a..b", "a b", "null", "int", ".F", "G."]
NUMBERS = ["0", "-0", "1", "-1", "10", "1.0", "1.50", "1e5", "1E-7", "-0.0", "123456789012345678901234567890", "0.1e1", "100e-2",
           "5e-324", "1e400"]
TEXTS = ["", "a", "\u00e9", "\U0001f600", '"\\', "\u2028", "\x7f", "\x01"]
ALIASES = ["[]", '["q"]', '["a.q","r"]', '"x"', "[1]", "null", "{}", '{"a":"b"}']


class Schemas:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, share):
        return self.random.random() < share

    def one(self, items):
        return self.random.choice(items)

    def text(self):
        return json.dumps(self.one(TEXTS), ensure_ascii=self.chance(0.5))

    def value(self, depth=0):
        kind = self.random.randrange(6 if depth < 4 else 4)
        if kind == 4:
            return "[" + ",".join(self.value(depth + 1) for _ in range(self.random.randrange(3))) + "]"
        if kind == 5:
            return "{" + ",".join(self.text() + ": " + self.value(depth + 1) for _ in range(self.random.randrange(3))) + "}"
        return (self.text(), self.one(NUMBERS), "null", self.one(["true", "false"]))[kind]

    def object(self, members):
        for share, member in (
            (0.15, lambda: '"doc": ' + self.value(2)),
            (0.10, lambda: self.text() + ": " + self.value()),
            (0.10, lambda: '"logicalType": ' + self.text()),
            (0.07, lambda: '"order": ' + self.one(['"ascending"', '"descending"', "5"])),
            (0.07, lambda: '"aliases": ' + self.one(ALIASES)),
            (0.03, lambda: '"' + self.one(["items", "fields", "values", "symbols", "namespace", "name"]) + '": ' + self.value()),
        ):
            if self.chance(share):
                members.append(member())
        self.random.shuffle(members)
        return "{" + ", ".join(members) + "}"

    def field(self, depth):
        if self.chance(0.01):
            return self.value()
        name = self.one(["bad-", "a.b", "f"]) if self.chance(0.05) else "f%d" % self.random.randrange(99)
        members = ['"name": ' + json.dumps(name), '"type": ' + self.schema(depth)]
        if self.chance(0.3):
            members.append('"default": ' + self.value())
        return self.object(members)

    def schema(self, depth=0):
        name = '"name": ' + json.dumps(self.one(NAMES))
        kind = self.random.randrange(11)
        if depth > 4 or kind < 3:
            return json.dumps(self.one(["int", "string", "null", "bytes"] + NAMES))
        if kind == 3:
            return "[" + ",".join(self.schema(depth + 1) for _ in range(self.random.randrange(4))) + "]"
        if kind == 4:
            return self.object(['"type": "array"', '"items": ' + self.schema(depth + 1)][: 1 if self.chance(0.1) else 2])
        if kind == 5:
            return self.object(['"type": "map"', '"values": ' + self.schema(depth + 1)])
        if kind == 6:
            return self.object(['"type": ' + self.schema(depth + 1)])
        if kind == 7:
            return self.object(['"type": "fixed"', name, '"size": ' + self.one(NUMBERS)])
        if kind == 8:
            return self.object(['"type": "enum"', name, '"symbols": ["X","Y"]'])
        if kind == 9:
            return self.value() if self.chance(0.1) else self.object(['"type": "%s"' % self.one(["int", "long", "string"])])
        fields = "[" + ",".join(self.field(depth + 1) for _ in range(self.random.randrange(4))) + "]"
        members = ['"type": "%s"' % self.one(["record", "record", "error"]), name, '"fields": ' + (self.value() if self.chance(0.03) else fields)]
        if self.chance(0.2):
            members.append('"namespace": ' + json.dumps(self.one(["", "n", "n.m", "bad-"])))
        return self.object(members)


def main():
    schemas = Schemas(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        text = schemas.schema()
        referenced = [schemas.schema(2) for _ in range(schemas.one([0, 0, 0, 1, 2]))]
        try:
            form = tb.canonical(text, referenced)
        except tb.Malformed:
            form = None
        print(json.dumps([text, referenced, form]))


if __name__ == "__main__":
    main()
