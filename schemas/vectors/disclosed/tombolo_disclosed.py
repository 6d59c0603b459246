"""Fields that a file discloses, a second time: Avro's binary encoding, the places of protected values, and opening them by their keys.

No code is shared with the Java. Needs Python 3.9, and the package `cryptography` through ../protected/tombolo_protect.py.
"""

import base64
import binascii
import json
import os
import re
import struct
import sys
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("protected", "commitment"):
    sys.path.insert(0, os.path.join(HERE, "..", folder))
import tombolo_bytes  # noqa: E402 (its folder has to be known first)
import tombolo_protect  # noqa: E402

MARK = "tombolo-protected"
GROUP = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
MAX_DEPTH = 100
MAX_TOKENS = 1_000_000
MAX_POINTERS = 50_000_000


MAX_SIZE = (1 << 31) - 9
MAX_DIGITS = 19
SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class Undecodable(Exception):
    """Bytes that are not what their schema says, or that is not a schema."""


class NotOpened(Exception):
    """A key that does not open the field that it is said to open."""


def full_name(name, space):
    return name if "." in name or not space else space + "." + name


def check_avro(text):
    """Whether a text is a schema as Avro has it: beyond its canonical form, which any names and attributes have."""
    try:
        tombolo_bytes.canonical(text)
        unions, named = [], set()
        kind_in(tombolo_bytes.read_schema(text), "", unions, named)
    except (tombolo_bytes.Malformed, ArithmeticError, RecursionError) as e:
        raise Undecodable("schema: %s" % e)
    for branches in unions:
        kinds = [kind() for kind in branches]
        if "union" in kinds or len(set(kinds)) < len(kinds):
            raise Undecodable("schema: a union in a union, or a type twice")


def kind_in(schema, space, unions, named):
    """Gives the type's kind, or its full name, once all names are known."""
    if isinstance(schema, str):
        full = schema if schema in PRIMITIVES else full_name(schema, space)
        return lambda: full if full in named else schema
    if isinstance(schema, list):
        unions.append([kind_in(one, space, unions, named) for one in schema])
        return lambda: "union"
    kind = schema["type"]
    if not isinstance(kind, str):
        raise Undecodable("schema: no type")
    inner = {"array": "items", "map": "values"}.get(kind)
    if inner is not None:
        kind_in(schema[inner], space, unions, named)
        return lambda: kind
    if kind not in ("record", "error", "enum", "fixed"):
        return kind_in(kind, space, unions, named)
    own = schema.get("namespace")
    name = full_name(schema["name"], own if isinstance(own, str) else space)
    check_named(kind, name, schema)
    named.add(name)
    if kind in ("record", "error"):
        for field in schema["fields"]:
            kind_in(field["type"], name.rpartition(".")[0], unions, named)
    return lambda: name


def check_named(kind, name, schema):
    if name in PRIMITIVES:
        raise Undecodable("schema: a type named %s" % name)
    if kind == "fixed":
        size = whole(schema.get("size"))
        if size is None or not 0 <= size <= MAX_SIZE:
            raise Undecodable("schema %s: size" % name)
    if kind == "enum":
        symbols = schema.get("symbols")
        good = isinstance(symbols, list) and all(isinstance(one, str) and SYMBOL.match(one) for one in symbols)
        if not good or len(set(symbols)) < len(symbols):
            raise Undecodable("schema %s: symbols" % name)
    if kind in ("record", "error"):
        names = [field["name"] for field in schema["fields"]]
        if len(set(names)) < len(names):
            raise Undecodable("schema %s: a field twice" % name)


def whole(number):
    """The whole number that a JSON number is, also one that is written as 2e1."""
    if not isinstance(number, Decimal):
        return None
    _, digits, exponent = number.as_tuple()
    if exponent and (abs(len(digits) + exponent) > MAX_DIGITS or abs(exponent) > MAX_DIGITS):
        return None
    return int(number) if number == number.to_integral_value() else None


class Avro:
    """A schema, and a reader of its binary encoding. Bytes are bytes, records and maps are dictionaries, all but bytes as Python has it."""

    def __init__(self, text):
        check_avro(text)
        self.named = {}
        self.schema = self.collect(json.loads(text), "")

    def collect(self, schema, space):
        """The schema with full names; named types are registered on the way."""
        if isinstance(schema, str):
            return schema if schema in PRIMITIVES else full_name(schema, space)
        if isinstance(schema, list):
            return [self.collect(one, space) for one in schema]
        kind = schema["type"]
        if kind in ("record", "error", "enum", "fixed"):
            name = full_name(schema["name"], schema.get("namespace", space))
            made = dict(schema, name=name)
            self.named[name] = made
            if kind in ("record", "error"):
                inner = name.rpartition(".")[0]
                made["fields"] = [dict(field, type=self.collect(field["type"], inner)) for field in schema["fields"]]
            return made
        if kind == "array":
            return dict(schema, items=self.collect(schema["items"], space))
        if kind == "map":
            return dict(schema, values=self.collect(schema["values"], space))
        return schema if kind in PRIMITIVES else self.collect(kind, space)

    def of(self, schema):
        """The schema itself, where a name stands for it."""
        return self.named[schema] if isinstance(schema, str) and schema not in PRIMITIVES else schema

    def read(self, data):
        """The datum that is the whole data. Bytes that are all of it have no length in front."""
        if kind_of(self.schema) == "bytes":
            return data
        reader = Reader(data)
        try:
            datum = self.value(self.schema, reader)
        except (RecursionError, KeyError, IndexError) as e:
            raise Undecodable(str(e))
        if reader.at != len(data):
            raise Undecodable("bytes left over")
        return datum

    def value(self, schema, reader):
        schema = self.of(schema)
        if isinstance(schema, list):
            index = reader.int()
            if not 0 <= index < len(schema):
                raise Undecodable("branch %d" % index)
            return self.value(schema[index], reader)
        kind = kind_of(schema)
        if kind in ("record", "error"):
            return Record(schema, ((field["name"], self.value(field["type"], reader)) for field in schema["fields"]))
        if kind == "array":
            return [self.value(schema["items"], reader) for _ in reader.items()]
        if kind == "map":
            return {reader.text(): self.value(schema["values"], reader) for _ in reader.items()}
        if kind == "enum":
            index = reader.int()
            if not 0 <= index < len(schema["symbols"]):
                raise Undecodable("symbol %d" % index)
            return schema["symbols"][index]
        if kind == "fixed":
            return Fixed(reader.take(int(schema["size"])))
        return reader.primitive(kind)


class Record(dict):
    """A record, which has its schema; a map is a plain dictionary."""

    def __init__(self, schema, members):
        super().__init__(members)
        self.schema = schema


class Fixed(bytes):
    """Of a fixed type, which is never protected."""


def kind_of(schema):
    return schema if isinstance(schema, str) else "union" if isinstance(schema, list) else schema["type"]


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        if length < 0 or length > len(self.data) - self.at:
            raise Undecodable("%d bytes needed" % length)
        self.at += length
        return self.data[self.at - length:self.at]

    def long(self):
        raw = 0
        for shift in range(0, 64, 7):
            byte = self.take(1)[0]
            raw |= (byte & 0x7f) << shift
            if byte < 0x80:
                raw &= (1 << 64) - 1
                return (raw >> 1) ^ -(raw & 1)
        raise Undecodable("number of over 10 bytes")

    def int(self):
        value = self.long()
        if not -(1 << 31) <= value < 1 << 31:
            raise Undecodable("int of over 32 bits")
        return value

    def text(self):
        return self.take(self.long()).decode("utf-8", "replace")

    def items(self):
        while True:
            count = self.long()
            if count < 0:
                self.long()
                count = -count
            if not count:
                return
            if count > len(self.data) - self.at and count > 1 << 16:
                raise Undecodable("%d items" % count)
            yield from range(count)

    def primitive(self, kind):
        if kind == "null":
            return None
        if kind == "boolean":
            value = self.take(1)[0]
            if value > 1:
                raise Undecodable("boolean of %d" % value)
            return value == 1
        if kind in ("int", "long"):
            return self.int() if kind == "int" else self.long()
        if kind in ("float", "double"):
            return struct.unpack("<f" if kind == "float" else "<d", self.take(4 if kind == "float" else 8))[0]
        data = self.take(self.long())
        return data if kind == "bytes" else data.decode("utf-8", "replace")


def hidden_of(avro, schema):
    """The schema of the protected bytes among a field's types, or None."""
    schema = avro.of(schema)
    for one in schema if isinstance(schema, list) else [schema]:
        if isinstance(one, dict) and one["type"] == "bytes" and one.get("logicalType") == MARK:
            return one
    return None


def branch(avro, schema, kinds):
    schema = avro.of(schema)
    return next(one for one in map(avro.of, schema if isinstance(schema, list) else [schema]) if kind_of(one) in kinds)


def protected(avro, schema, value, where=""):
    """Every protected value: its pointer, the schema of its bytes (None for a member of a JSON text), and its bytes."""
    if isinstance(value, bytes) and not isinstance(value, Fixed):
        hidden = hidden_of(avro, schema)
        if hidden is not None:
            yield where, hidden, value
    elif isinstance(value, list):
        items = branch(avro, schema, ("array",))["items"]
        for index, item in enumerate(value):
            yield from protected(avro, items, item, where + tombolo_protect.pointer([index]))
    elif isinstance(value, Record):
        for field in value.schema["fields"]:
            yield from protected(avro, field["type"], value[field["name"]], where + tombolo_protect.pointer([field["name"]]))
    elif isinstance(value, dict):
        for name, entry in value.items():
            yield from protected(avro, branch(avro, schema, ("map",))["values"], entry, where + tombolo_protect.pointer([name]))
    elif isinstance(value, str) and '"%s"' % MARK in value:
        try:
            parsed = json.loads(value, parse_constant=no_constant)
            if tokens(parsed, MAX_DEPTH) > MAX_TOKENS:
                raise ValueError("too many values")
        except (ValueError, RecursionError):
            return
        yield from members(parsed, where)


def no_constant(name):
    raise ValueError(name + " is no JSON")


def tokens(value, depth):
    """Values, names, and beginnings and ends; ValueError for one that is nested too deeply."""
    if not isinstance(value, (dict, list)):
        return 1
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, list):
        return 2 + sum(tokens(one, depth - 1) for one in value)
    return 2 + sum(1 + tokens(one, depth - 1) for one in value.values())


def members(value, where):
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from members(one, where + tombolo_protect.pointer([index]))
    elif isinstance(value, dict):
        for name, one in value.items():
            there = where + tombolo_protect.pointer([name])
            mark = one.get(MARK) if isinstance(one, dict) and len(one) == 1 else None
            if isinstance(mark, dict) and set(mark) == {"group", "value"} and all(isinstance(part, str) for part in mark.values()):
                yield there, None, loose_base64(mark["value"])
            else:
                yield from members(one, there)


def loose_base64(value):
    """With or without its padding; nothing, which no key opens, for anything else."""
    if "=" not in value and len(value) % 4 > 1:
        value += "=" * (-len(value) % 4)
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""


def type_in_clear(hidden):
    if hidden is None:
        return Avro('"string"')
    if not isinstance(hidden.get("group"), str) or not GROUP.match(hidden["group"]) or "of" not in hidden:
        raise Undecodable("no group or type")
    of = Avro(json.dumps(hidden["of"]))
    if of.schema == "null" or (isinstance(of.schema, list) and "null" in of.schema):
        raise Undecodable("a type with null")
    return of


def opened(schema, data, keys):
    """What each key opens, {pointer: datum}, for a record's value. NotOpened for a key that does not open its field."""
    if schema is None:
        raise NotOpened("the record has no fields")
    left, clear = dict(keys), {}
    try:
        avro = Avro(schema)
        event = avro.read(data)
    except Undecodable as e:
        raise NotOpened("the record can't be decoded: %s" % e)
    if kind_of(avro.of(avro.schema)) not in ("record", "error"):
        raise NotOpened("the record's value has no fields")
    characters = 0
    for where, hidden, value in protected(avro, avro.schema, event):
        if hidden is None or (len(value) >= 65 and value[0] == 1):
            characters += len(where.encode("utf-16-be", "surrogatepass")) // 2
        if characters > MAX_POINTERS:
            raise NotOpened("the places of its protected values have more than %d characters" % MAX_POINTERS)
        key = left.pop(where, None)
        if key is not None:
            result, plaintext = tombolo_protect.opened(key, value)
            if result != "opened":
                raise NotOpened("%s: %s" % (where, result))
            try:
                clear[where] = type_in_clear(hidden).read(plaintext)
            except Undecodable as e:
                raise NotOpened("%s: not of its type: %s" % (where, e))
    if left:
        raise NotOpened("no protected value at %s" % ", ".join(left))
    return clear
