"""The bytes of Tombolo, written from docs/schemas.md alone: canonical schema, commitment, entry, leaf.

A second implementation beside the Java one. It shares no code with it and needs nothing but Python 3.9.
"""

import hashlib
import json
import re
from decimal import Decimal

PRIMITIVES = {"null", "boolean", "int", "long", "float", "double", "bytes", "string"}
FULL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\Z")
MAX_TEXT = 1 << 20
MAX_DEPTH = 200


class Malformed(Exception):
    """A schema that has no single meaning."""


def sha256(data):
    return hashlib.sha256(data).digest()


# --- canonical schema -------------------------------------------------------------------------------------------------


def read_schema(text):
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT:
        raise Malformed("too long")
    try:
        value = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant,
                           object_pairs_hook=_object)
    except (ValueError, RecursionError) as e:
        raise Malformed(str(e))
    if _depth(value) > MAX_DEPTH:
        raise Malformed("too deep")
    return value


def _no_constant(name):
    raise ValueError(name + " is no JSON")


def _object(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


def _depth(value):
    deepest, level = 0, [value]
    while level:
        below = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if any(isinstance(item, (dict, list)) for item in level):
            deepest += 1
        level = below
    return deepest


def canonical(text, referenced=()):
    """The strict canonical form of a schema's text; `referenced` are the texts of those it refers to."""
    schema = read_schema(text)
    others = [read_schema(other) for other in referenced]
    here, elsewhere = {}, {}
    _collect(schema, "", here, here, elsewhere)
    for other in others:
        _collect(other, "", elsewhere, here, elsewhere)
    return _Writer(here, elsewhere).schema(schema, "")


def canonical_hash(text, referenced=()):
    return sha256(canonical(text, referenced).encode("utf-8"))


def _namespace(full):
    return full.rpartition(".")[0]


def _within(name, namespace):
    return name if "." in name or not namespace else namespace + "." + name


def _text(members, name):
    value = members.get(name)
    if not isinstance(value, str):
        raise Malformed("'%s' must be a string" % name)
    return value


def _checked(full):
    if not FULL_NAME.match(full):
        raise Malformed("'%s' is no name" % full)
    return full


def _defined_name(members, namespace):
    if "namespace" in members:
        namespace = _text(members, "namespace")
    return _checked(_within(_text(members, "name"), namespace))


def _collect(schema, namespace, into, here, elsewhere):
    if isinstance(schema, list):
        for branch in schema:
            _collect(branch, namespace, into, here, elsewhere)
    elif isinstance(schema, dict):
        kind = schema.get("type")
        if not isinstance(kind, str):
            if kind is not None:
                _collect(kind, namespace, into, here, elsewhere)
        elif kind == "array":
            _collect(schema.get("items"), namespace, into, here, elsewhere)
        elif kind == "map":
            _collect(schema.get("values"), namespace, into, here, elsewhere)
        elif kind in ("record", "error", "enum", "fixed"):
            name = _defined_name(schema, namespace)
            if name in here or name in elsewhere:
                raise Malformed("'%s' defined twice" % name)
            into[name] = (schema, namespace)
            if kind in ("record", "error") and isinstance(schema.get("fields"), list):
                for field in schema["fields"]:
                    if isinstance(field, dict):
                        _collect(field.get("type"), _namespace(name), into, here, elsewhere)


class _Writer:
    def __init__(self, here, elsewhere):
        self.here, self.elsewhere, self.written = here, elsewhere, set()

    def schema(self, schema, namespace):
        if isinstance(schema, str):
            return self.name(schema, namespace)
        if isinstance(schema, list):
            return "[" + ",".join(self.schema(branch, namespace) for branch in schema) + "]"
        if isinstance(schema, dict):
            return self.object(schema, namespace)
        raise Malformed("neither a name, an array nor an object")

    def name(self, name, namespace):
        if name in PRIMITIVES:
            return quote(name)
        full = _within(name, namespace)
        if full not in self.here and full not in self.elsewhere:
            full = name
        if full in self.elsewhere and full not in self.written:
            definition, around = self.elsewhere[full]
            return self.schema(definition, around)
        if full in self.here or full in self.elsewhere:
            return quote(full)
        raise Malformed("'%s' is not defined" % full)

    def object(self, schema, namespace):
        if len(schema) == 1 and isinstance(schema.get("type"), (list, dict)):
            return self.schema(schema["type"], namespace)
        kind = _text(schema, "type")
        members = {key: plain(value) for key, value in schema.items() if key != "doc" and key not in ("items", "values", "fields")}
        rest = {key: value for key, value in schema.items() if key in ("items", "values", "fields")}
        if kind in ("record", "error", "enum", "fixed"):
            self.named(kind, schema, namespace, members, rest)
        elif kind == "array":
            if "items" not in rest:
                raise Malformed("no items")
            members["items"] = self.schema(rest.pop("items"), namespace)
        elif kind == "map":
            if "values" not in rest:
                raise Malformed("no values")
            members["values"] = self.schema(rest.pop("values"), namespace)
        elif len(members) == 1 and not rest:
            return self.name(kind, namespace)
        elif kind not in PRIMITIVES:
            raise Malformed("a reference by name takes no attributes")
        members.update({key: plain(value) for key, value in rest.items()})
        return joined(members)

    def named(self, kind, schema, namespace, members, rest):
        name = _defined_name(schema, namespace)
        self.written.add(name)
        members.pop("namespace", None)
        members["name"] = quote(name)
        self.aliases(schema, members, lambda alias: _checked(_within(alias, _namespace(name))))
        if kind in ("record", "error"):
            fields = rest.pop("fields", None)
            if not isinstance(fields, list):
                raise Malformed("no fields")
            members["fields"] = "[" + ",".join(self.field(field, _namespace(name)) for field in fields) + "]"

    def field(self, field, namespace):
        if not isinstance(field, dict):
            raise Malformed("a field is an object")
        members = {key: plain(value) for key, value in field.items() if key not in ("doc", "type")}
        members["name"] = quote(_checked(_text(field, "name")))
        if "type" not in field:
            raise Malformed("no type")
        members["type"] = self.schema(field["type"], namespace)
        if field.get("order") == "ascending":
            del members["order"]
        self.aliases(field, members, _checked)
        return joined(members)

    @staticmethod
    def aliases(schema, members, resolve):
        if "aliases" not in schema:
            return
        aliases = schema["aliases"]
        if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
            raise Malformed("aliases are strings")
        if aliases:
            members["aliases"] = "[" + ",".join(quote(resolve(alias)) for alias in aliases) + "]"
        else:
            del members["aliases"]


def joined(members):
    """Members that are already spelled, sorted by their names' UTF-16 code units."""
    names = sorted(members, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(quote(name) + ":" + members[name] for name in names) + "}"


def plain(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "[" + ",".join(plain(item) for item in value) + "]"
    return joined({name: plain(item) for name, item in value.items()})


def number(value):
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    if not text:
        return "0"
    bare = text.rstrip("0")
    exponent += len(text) - len(bare)
    return ("-" if sign else "") + bare + ("e%d" % exponent if exponent else "")


ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def quote(text):
    out = []
    for c in text:
        if 0xD800 <= ord(c) <= 0xDFFF:
            raise Malformed("half of a surrogate pair")
        out.append(ESCAPES.get(c) or ("\\u%04x" % ord(c) if ord(c) < 0x20 else c))
    return '"' + "".join(out) + '"'


# --- commitment, entry, leaf ------------------------------------------------------------------------------------------


def commitment(key, value, salt, key_format, value_format, schemas, key_header=None, value_header=None):
    """Returns (form, preimage). `schemas` maps a schema's id (int) or GUID (16 bytes) to the hash of its canonical form;
    the headers are `__key_schema_id` and `__value_schema_id`, None for none."""
    key_part = _framed(key, key_header, key_format, schemas)
    value_part = _framed(value, value_header, value_format, schemas)
    if key_part is None or value_part is None:
        return 1, _preimage((b"", key), (b"", value), salt)
    return 0, _preimage(key_part, value_part, salt)


def _framed(part, header, part_format, schemas):
    """(schema hash or nothing, bytes); None when a frame of a known schema was due and there is none."""
    if part is None or part_format == "raw":
        return b"", part
    name, rest = _name(part if header is None else header)
    if name is None or (header is not None and rest):
        return None
    schema = schemas.get(name)
    return None if schema is None else (schema, rest if header is None else part)


def _name(framed):
    """What a frame names, and what stands behind it; (None, nothing) when it is none."""
    if framed[:1] == b"\x00" and len(framed) >= 5:
        return int.from_bytes(framed[1:5], "big", signed=True), framed[5:]
    if framed[:1] == b"\x01" and len(framed) >= 17:
        return framed[1:17], framed[17:]
    return None, b""


def _preimage(key, value, salt):
    flags, body = 0, b""
    if salt is not None and len(salt) == 16:
        flags |= 16
        body += salt
    for (schema, data), there, schema_there in ((key, 1, 4), (value, 2, 8)):
        if data is None:
            continue
        flags |= there | (schema_there if schema else 0)
        body += schema + len(data).to_bytes(4, "big") + data
    return bytes([2, 1, flags]) + body


def entry(form, offset, timestamp, committed):
    """50 bytes; `timestamp` None for a record that has none."""
    time = b"\xff" * 8 if timestamp is None else timestamp.to_bytes(8, "big")
    return bytes([1, form]) + offset.to_bytes(8, "big") + time + committed


def leaf(entry_bytes):
    """RFC 9162, section 2.1.1."""
    return sha256(b"\x00" + entry_bytes)
