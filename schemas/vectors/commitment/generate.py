"""Writes the golden vectors. Run it by hand only, when the format gets a new version: what is published stays as it is."""

import json
import os

import tombolo_bytes as tb
from verify import named, part

HERE = os.path.dirname(os.path.abspath(__file__))


def record(name, *fields, **more):
    return dict({"type": "record", "name": name, "fields": list(fields)}, **more)


def field(name, kind, **more):
    return dict({"name": name, "type": kind}, **more)


def decimal(scale):
    return {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": scale}


ROW = field("id", "int")

# name -> text, or (text, [names of those referred to])
SCHEMAS = {
    "string": '"string"',
    "string_as_object": '{"type": "string"}',
    "string_with_attribute": '{"type": "string", "avro.java.string": "String"}',
    "flight": json.dumps(record("acme.example.flights.Row", ROW, field("carrier", "string"))),
    "flight_spaced": json.dumps(record("Row", ROW, field("carrier", {"type": "string"}), namespace="acme.example.flights"), indent=3),
    "flight_documented": json.dumps(record("acme.example.flights.Row", dict(ROW, doc="number"), field("carrier", "string", doc="IATA"), doc="A row")),
    "flight_ordered": json.dumps(record("acme.example.flights.Row", dict(ROW, order="ascending", aliases=[]), field("carrier", "string"))),
    "flight_swapped": json.dumps(record("acme.example.flights.Row", field("carrier", "string"), ROW)),
    "flight_renamed": json.dumps(record("acme.example.flights.Line", ROW, field("carrier", "string"))),
    "flight_elsewhere": json.dumps(record("beta.example.flights.Row", ROW, field("carrier", "string"))),
    "flight_aliased": json.dumps(record("acme.example.flights.Row", ROW, field("carrier", "string", aliases=["airline"]))),
    "flight_type_alias": json.dumps(record("acme.example.flights.Row", ROW, field("carrier", "string"), aliases=["Old"])),
    "flight_descending": json.dumps(record("acme.example.flights.Row", ROW, field("carrier", "string", order="descending"))),
    "flight_default": json.dumps(record("acme.example.flights.Row", ROW, field("carrier", "string", default="UA"))),
    "flight_other_default": json.dumps(record("acme.example.flights.Row", ROW, field("carrier", "string", default="AA"))),
    "flight_attribute": json.dumps(record("acme.example.flights.Row", ROW, field("carrier", "string", unit="IATA"))),
    "flight_wide": json.dumps(record("acme.example.flights.Row", field("id", "long"), field("carrier", "string"))),
    "price_plain": json.dumps(record("P", field("p", "bytes"))),
    "price_2": json.dumps(record("P", field("p", decimal(2)))),
    "price_3": json.dumps(record("P", field("p", decimal(3)))),
    "when_plain": json.dumps(record("W", field("w", "long"))),
    "when_millis": json.dumps(record("W", field("w", {"type": "long", "logicalType": "timestamp-millis"}))),
    "when_micros": json.dumps(record("W", field("w", {"type": "long", "logicalType": "timestamp-micros"}))),
    "day": '{"type": "int", "logicalType": "date"}',
    "colour_rg": '{"type": "enum", "name": "a.Colour", "symbols": ["RED", "GREEN"]}',
    "colour_gr": '{"type": "enum", "name": "a.Colour", "symbols": ["GREEN", "RED"]}',
    "colour_default": '{"type": "enum", "name": "a.Colour", "symbols": ["RED", "GREEN"], "default": "RED"}',
    "half_15": '{"type": "record", "name": "D", "fields": [{"name": "x", "type": "double", "default": 1.5}]}',
    "half_150": '{"type": "record", "name": "D", "fields": [{"name": "x", "type": "double", "default": 1.50}]}',
    "half_e": '{"type": "record", "name": "D", "fields": [{"name": "x", "type": "double", "default": 15E-1}]}',
    "hundred": '{"type": "record", "name": "D", "fields": [{"name": "x", "type": "long", "default": 100}]}',
    "largest": '{"type": "record", "name": "D", "fields": [{"name": "x", "type": "long", "default": 9223372036854775807}]}',
    "next_to_2_53": '{"type": "record", "name": "D", "fields": [{"name": "x", "type": "long", "default": 9007199254740993}]}',
    "minus_zero": '{"type": "record", "name": "D", "fields": [{"name": "x", "type": "double", "default": -0.0}]}',
    "tiny": '{"type": "record", "name": "D", "fields": [{"name": "x", "type": "double", "default": 4.9E-324}]}',
    "list": json.dumps(record("L", field("next", ["null", "L"], default=None), field("v", {"type": "array", "items": "int"}))),
    "maps": json.dumps({"type": "map", "values": {"type": "map", "values": ["null", "boolean", "float", "double"]}}),
    "fixed": '{"type": "fixed", "name": "a.b.Hash", "size": 32}',
    "error": '{"type": "error", "name": "E", "fields": []}',
    "null_namespace": json.dumps(record("R", field("x", {"type": "fixed", "name": "F", "namespace": "", "size": 1}), field("y", "F"), namespace="a.b")),
    "escapes": json.dumps(record("R", field("x", "string", default="\"\\/\b\f\n\r\t\u0001\u007f\u00e9\u2028\U0001f600")), ensure_ascii=False),
    "escapes_written_so": json.dumps(record("R", field("x", "string", default="\"\\/\b\f\n\r\t\u0001\u007f\u00e9\u2028\U0001f600")), ensure_ascii=True),
    "sorted_by_utf16": '{"type": "int", "\ufb33": 1, "\U0001f600": 2, "z": 3, "\u00e9": 4}',
    "doc_in_a_default": '{"type": "record", "name": "O", "doc": "x", "fields": [{"name": "i", "doc": "x", "type": {"type": "record", "name": "I", "fields": [{"name": "doc", "type": "string"}]}, "default": {"doc": "kept"}}]}',
    "inner": '{"type": "record", "name": "a.In", "fields": [{"name": "x", "type": "int"}]}',
    "outer_by_reference": ('{"type": "record", "name": "a.Out", "fields": [{"name": "l", "type": "In"}, {"name": "r", "type": "a.In"}]}', ["inner"]),
    "outer_in_line": '{"type": "record", "name": "a.Out", "fields": [{"name": "l", "type": {"type": "record", "name": "In", "fields": [{"name": "x", "type": "int"}]}}, {"name": "r", "type": "a.In"}]}',
    "outermost": ('{"type": "array", "items": "a.Out"}', ["inner", "outer_by_reference"]),
    "wrapped_type": '{"type": {"type": "string"}}',
}

MALFORMED = {
    "html": "<html><body>502 Bad Gateway</body></html>",
    "empty": "",
    "member_twice": '{"type": "int", "type": "long"}',
    "unknown_name": '"a.Nowhere"',
    "defined_twice": '[{"type": "fixed", "name": "F", "size": 1}, {"type": "fixed", "name": "F", "size": 2}]',
    "not_a_name": '{"type": "fixed", "name": "a-b", "size": 1}',
    "half_a_pair": '{"type": "record", "name": "R", "fields": [{"name": "x", "type": "string", "default": "\\ud800"}]}',
    "number": "17",
    "nan": '{"type": "double", "x": NaN}',
    "no_items": '{"type": "array"}',
    "no_fields": '{"type": "record", "name": "R"}',
    "fields_no_array": '{"type": "record", "name": "R", "fields": {}}',
    "aliases_no_array": '{"type": "fixed", "name": "F", "size": 1, "aliases": null}',
    "no_type": '{"name": "R"}',
    "attributes_on_a_reference": '[{"type": "fixed", "name": "F", "size": 1}, {"type": "F", "x": 1}]',
    "too_deep": '{"type":"array","items":' * 250 + '"int"' + "}" * 250,
    "two_values": '"int" "long"',
    "recursion_without_end": '{"type": "array", "items": {"type": "R"}}',
}

# Three registries that number schemas differently, and one that gives GUIDs too; the third knows schemas that the others don't.
REGISTRIES = {
    "first": {"1": "string", "2": "flight", "3": "price_2", "4": "when_millis", "5": "colour_rg", "6": "outer_by_reference"},
    "second": {"100001": "string_as_object", "100002": "flight_spaced", "16777216": "outer_in_line"},
    "third": {
        "-1": "flight_documented",
        "0": "string",
        "2147483647": "flight_ordered",
        "-2147483648": "list",
        "10": "flight_swapped",
        "11": "flight_renamed",
        "12": "flight_elsewhere",
        "13": "flight_aliased",
        "14": "flight_type_alias",
        "15": "flight_descending",
        "16": "flight_default",
        "17": "flight_other_default",
        "18": "flight_attribute",
        "19": "flight_wide",
        "20": "price_plain",
        "21": "price_3",
        "22": "when_plain",
        "23": "when_micros",
        "24": "colour_gr",
        "25": "colour_default",
        "26": "string_with_attribute",
        "27": "half_15",
        "28": "half_150",
    },
    "with_guids": {
        "1": "string",
        "2": "flight",
        "00112233-4455-6677-8899-aabbccddeeff": "string",
        "ffffffff-ffff-ffff-ffff-fffffffffffe": "flight",
        "00000000-0000-0000-0000-000000000002": "flight_wide",
    },
}
KEY_GUID = "0100112233445566778899aabbccddeeff"
VALUE_GUID = "01" + "ff" * 15 + "fe"
WIDE_GUID = "01" + "00" * 15 + "02"

SALT = "000102030405060708090a0b0c0d0e0f"
OTHER_SALT = "ff" * 16


def framed(number, body):
    return "00" + (number & 0xFFFFFFFF).to_bytes(4, "big").hex() + body


def body(text):
    return text.encode().hex()


FLIGHT = "ba1f045541"  # id 2013 and carrier UA, in Avro binary: enough for a body nobody decodes here
CASES = []


def case(name, key, value, salt=SALT, formats=("avro", "avro"), registry="first", offset=7, timestamp=1357034400000, **more):
    CASES.append(dict(name=name, registry=registry, key_format=formats[0], value_format=formats[1], key=key, value=value,
                      salt=salt, offset=str(offset), timestamp=None if timestamp is None else str(timestamp), **more))


def cases():
    key = framed(1, "045541")
    case("plain change event", key, framed(2, FLIGHT))
    case("through a second registry", framed(100001, "045541"), framed(100002, FLIGHT), registry="second", same_as="plain change event")
    case("through a third registry, id -1", framed(0, "045541"), framed(-1, FLIGHT), registry="third", same_as="plain change event")
    case("through a third registry, largest id", framed(0, "045541"), framed(2147483647, FLIGHT), registry="third", same_as="plain change event")
    for number, what in ((10, "fields in another order"), (11, "another name"), (12, "another namespace"), (13, "a field's alias"),
                         (14, "a type's alias"), (15, "another sort order"), (16, "a default"), (17, "another default"),
                         (18, "an attribute of its own"), (19, "a wider type")):
        case("the same bytes under a schema with " + what, framed(0, "045541"), framed(number, FLIGHT), registry="third",
             differs_from="plain change event" if number != 17 else "the same bytes under a schema with a default")
    case("the same bytes as a string with an attribute", framed(26, "045541"), framed(-1, FLIGHT), registry="third", differs_from="plain change event")
    case("decimal of scale 2", None, framed(3, "040064"))
    case("decimal of scale 3", None, framed(21, "040064"), registry="third", differs_from="decimal of scale 2")
    case("bytes that are no decimal", None, framed(20, "040064"), registry="third", differs_from="decimal of scale 2")
    case("milliseconds", None, framed(4, "80a8d6b907"))
    case("microseconds", None, framed(23, "80a8d6b907"), registry="third", differs_from="milliseconds")
    case("a bare long", None, framed(22, "80a8d6b907"), registry="third", differs_from="milliseconds")
    case("enum", None, framed(5, "00"))
    case("enum in another order", None, framed(24, "00"), registry="third", differs_from="enum")
    case("enum with a default", None, framed(25, "00"), registry="third", differs_from="enum")
    case("a default of 1.5", None, framed(27, "00"), registry="third")
    case("a default of 1.50", None, framed(28, "00"), registry="third", same_as="a default of 1.5")
    case("a schema with references", None, framed(6, "0204"))
    case("the same schema in line", None, framed(16777216, "0204"), registry="second", same_as="a schema with references")
    case("a recursive schema", None, framed(-2147483648, "000200"), registry="third")

    def guids(name, event_key, event_value, **more):
        case(name, event_key, event_value, registry="with_guids", **more)

    guids("GUIDs before the bodies", KEY_GUID + "045541", VALUE_GUID + FLIGHT, same_as="plain change event")
    guids("GUIDs in headers", "045541", FLIGHT, key_header=KEY_GUID, value_header=VALUE_GUID, same_as="plain change event")
    guids("ids in headers", "045541", FLIGHT, key_header=framed(1, ""), value_header=framed(2, ""), same_as="plain change event")
    guids("an id before the key, a GUID in the value's header", key, FLIGHT, value_header=VALUE_GUID, same_as="plain change event")
    guids("a GUID of another schema in the header", key, FLIGHT, value_header=WIDE_GUID, differs_from="plain change event")
    guids("a header put beside a framed value", key, framed(2, FLIGHT), value_header=WIDE_GUID, differs_from="plain change event")
    guids("the same header put beside a framed value", key, framed(2, FLIGHT), value_header=VALUE_GUID, differs_from="plain change event")
    guids("a tombstone with the value's header", key, None, value_header=VALUE_GUID, same_as="tombstone")
    guids("an empty body under a GUID", key, "", value_header=VALUE_GUID)
    guids("a GUID frame without a body", key, VALUE_GUID, same_as="an empty body under a GUID")
    guids("an unknown GUID in the header", key, FLIGHT, value_header="01" + "22" * 16)
    guids("a header of 16 bytes", key, FLIGHT, value_header=VALUE_GUID[:-2], same_as="an unknown GUID in the header")
    guids("a header of 18 bytes", key, FLIGHT, value_header=VALUE_GUID + "00", same_as="an unknown GUID in the header")
    guids("an id with a byte too many in the header", key, FLIGHT, value_header=framed(2, "00"), same_as="an unknown GUID in the header")
    guids("a header of no bytes", key, framed(2, FLIGHT), value_header="", differs_from="plain change event")
    guids("a GUID frame that is cut short", key, VALUE_GUID[:-2])
    guids("raw parts, whatever the headers say", body("key"), body("value"), formats=("raw", "raw"), key_header=KEY_GUID,
          value_header=VALUE_GUID, same_as="raw")

    case("no salt", key, framed(2, FLIGHT), salt=None, differs_from="plain change event")
    case("another salt", key, framed(2, FLIGHT), salt=OTHER_SALT, differs_from="plain change event")
    case("a salt of 15 bytes is none", key, framed(2, FLIGHT), salt=SALT[:30], same_as="no salt")
    case("a salt of 17 bytes is none", key, framed(2, FLIGHT), salt=SALT + "10", same_as="no salt")
    case("a salt of no bytes is none", key, framed(2, FLIGHT), salt="", same_as="no salt")

    case("tombstone", key, None)
    case("no key", None, framed(2, FLIGHT))
    case("nothing but a salt", None, None)
    case("nothing at all", None, None, salt=None)
    case("frame without a body", framed(1, ""), framed(1, ""))
    case("one byte altered", key, framed(2, FLIGHT[:-2] + "42"), differs_from="plain change event")
    case("one byte more", key, framed(2, FLIGHT + "00"), differs_from="plain change event")

    case("raw", body("key"), body("value"), formats=("raw", "raw"))
    case("raw without salt", body("key"), body("value"), formats=("raw", "raw"), salt=None)
    case("raw, empty value", body("key"), "", formats=("raw", "raw"))
    case("raw, no value", body("key"), None, formats=("raw", "raw"), differs_from="raw, empty value")
    case("raw, empty key", "", body("value"), formats=("raw", "raw"))
    case("raw, no key", None, body("value"), formats=("raw", "raw"), differs_from="raw, empty key")
    case("raw, both empty", "", "", formats=("raw", "raw"), salt=None)
    case("raw, split here", body("ab"), body("c"), formats=("raw", "raw"))
    case("raw, split there", body("a"), body("bc"), formats=("raw", "raw"), differs_from="raw, split here")
    case("raw, key and value swapped", body("c"), body("ab"), formats=("raw", "raw"), differs_from="raw, split here")
    case("raw, what would be a frame", framed(1, "045541"), framed(2, FLIGHT), formats=("raw", "raw"), differs_from="plain change event")
    case("raw key, framed value", body("key"), framed(2, FLIGHT), formats=("raw", "avro"))
    case("framed key, raw value", key, body("value"), formats=("avro", "raw"))
    case("raw value that begins like another's salt", None, SALT + "00000001", formats=("raw", "raw"), salt=None)
    case("raw value that is a preimage itself", None, "020100", formats=("raw", "raw"), salt=None, differs_from="nothing at all")
    case("raw, 64 zero bytes", None, {"hex": "00", "times": 64}, formats=("raw", "raw"))
    case("raw, a value that fills its block", None, {"hex": "61", "times": 41}, formats=("raw", "raw"))
    case("raw, 70,000 bytes", None, {"hex": "abcd", "times": 35000}, formats=("raw", "raw"))
    case("raw, not UTF-8", "80ff", "c328fe", formats=("raw", "raw"))
    case("raw, emoji", body("\U0001f600"), body("\u00e9"), formats=("raw", "raw"))

    case("unknown id", key, framed(77, FLIGHT))
    case("unknown id in the key", framed(77, "045541"), framed(2, FLIGHT))
    case("all raw is not the same as raw of other parts", framed(77, ""), framed(2, FLIGHT), differs_from="unknown id in the key")
    case("id known to another registry only", framed(100001, "045541"), framed(100002, FLIGHT))
    case("magic byte 1", key, "0100000002" + FLIGHT)
    case("magic byte 255", key, "ff00000002" + FLIGHT)
    case("a GUID before the body", key, "01" + "11" * 16 + FLIGHT)
    case("no bytes where a frame was due", key, "")
    case("one byte where a frame was due", key, "00")
    case("four bytes where a frame was due", key, "00000000")
    case("text where a frame was due", body("2013"), body('{"op":"CREATE"}'))
    case("bad value, no key, no salt", None, "7b7d", salt=None)
    case("all raw equals raw, but for the form", body("2013"), body("text"), same_as="raw, the same parts")
    case("raw, the same parts", body("2013"), body("text"), formats=("raw", "raw"))

    case("offset 0", key, framed(2, FLIGHT), offset=0, same_as="plain change event")
    case("largest offset", key, framed(2, FLIGHT), offset=2**63 - 1, same_as="plain change event")
    case("no timestamp", key, framed(2, FLIGHT), timestamp=None, same_as="plain change event")
    case("timestamp 0", key, framed(2, FLIGHT), timestamp=0, same_as="plain change event")
    case("largest timestamp", key, framed(2, FLIGHT), timestamp=2**63 - 1, same_as="plain change event")


def source(name):
    given = SCHEMAS[name]
    if isinstance(given, tuple):
        return {"text": given[0], "references": given[1]}
    return {"text": given, "references": []}


HEADERS = []


def headers():
    """Records with all their headers, as a list of [name, value] in their order; a value is null or hex."""
    key, value = framed(1, "045541"), framed(2, FLIGHT)
    salt, wide = ["tombolo-salt", SALT], ["__value_schema_id", WIDE_GUID]
    key_id, value_id = ["__key_schema_id", KEY_GUID], ["__value_schema_id", VALUE_GUID]

    def listed(name, pairs, event_key=key, event_value=value, **same):
        HEADERS.append(dict(name=name, registry="with_guids", key_format="avro", value_format="avro", key=event_key, value=event_value,
                            headers=pairs, offset="7", timestamp="1357034400000", **same))

    listed("a salt", [salt])
    listed("no headers", [], differs_from="a salt")
    listed("headers of other names", [["trace", "00"], salt, ["source", None]], same_as="a salt")
    listed("two salts, the last counts", [["tombolo-salt", OTHER_SALT], salt], same_as="a salt")
    listed("two salts in the other order", [salt, ["tombolo-salt", OTHER_SALT]], differs_from="a salt")
    listed("a salt and one without a value behind it", [salt, ["tombolo-salt", None]], same_as="no headers")
    listed("a salt and one of 15 bytes behind it", [salt, ["tombolo-salt", SALT[:30]]], same_as="no headers")
    listed("a salt behind one without a value", [["tombolo-salt", None], salt], same_as="a salt")
    listed("a name in other letters", [["Tombolo-Salt", SALT]], same_as="no headers")
    listed("a name with a blank behind it", [["tombolo-salt ", SALT]], same_as="no headers")
    listed("a name with a letter that looks like another", [["tombolo-s\u0430lt", SALT]], same_as="no headers")
    listed("an empty name", [["", SALT]], same_as="no headers")
    listed("schemas in headers", [key_id, value_id, salt], "045541", FLIGHT, same_as="a salt")
    listed("two schemas for the value, the last counts", [key_id, wide, value_id, salt], "045541", FLIGHT, same_as="a salt")
    listed("two schemas for the value in the other order", [key_id, value_id, wide, salt], "045541", FLIGHT, differs_from="a salt")
    listed("a schema in a header, and none behind it", [key_id, value_id, ["__value_schema_id", None], salt], "045541", value,
           same_as="a salt")
    listed("a schema in a header, and an empty one behind it", [key_id, value_id, ["__value_schema_id", ""], salt], "045541", FLIGHT,
           differs_from="a salt")


def last(pairs, name):
    """The value of the last header of a name; None without one, or where that one has none."""
    return next((part(value) for other, value in reversed(pairs) if other == name), None)


def judged(c, hashes, salt, key_header, value_header):
    known = {named(number): hashes[schema] for number, schema in REGISTRIES[c["registry"]].items()}
    form, preimage = tb.commitment(part(c["key"]), part(c["value"]), salt, c["key_format"], c["value_format"], known,
                                   key_header, value_header)
    committed = tb.sha256(preimage)
    timestamp = None if c["timestamp"] is None else int(c["timestamp"])
    entry = tb.entry(form, int(c["offset"]), timestamp, committed)
    c.update(form=form, preimage=preimage.hex() if len(preimage) < 2000 else None, commitment=committed.hex(),
             entry=entry.hex(), leaf=tb.leaf(entry).hex())


def main():
    schemas = []
    hashes = {}
    for name in SCHEMAS:
        given = source(name)
        texts = [source(reference)["text"] for reference in given["references"]]
        form = tb.canonical(given["text"], texts)
        hashes[name] = tb.sha256(form.encode())
        schemas.append(dict(name=name, **given, canonical=form, hash=hashes[name].hex()))
    malformed = []
    for name, text in MALFORMED.items():
        try:
            tb.canonical(text)
        except tb.Malformed:
            malformed.append({"name": name, "text": text})
        else:
            raise SystemExit(name + ": not refused")
    cases()
    for c in CASES:
        judged(c, hashes, part(c["salt"]), part(c.get("key_header")), part(c.get("value_header")))
    headers()
    for c in HEADERS:
        pairs = c["headers"]
        judged(c, hashes, last(pairs, "tombolo-salt"), last(pairs, "__key_schema_id"), last(pairs, "__value_schema_id"))
    write("canonical.json", {"version": 1, "schemas": schemas, "malformed": malformed})
    write("commitment.json", {"version": 1, "registries": REGISTRIES, "vectors": CASES})
    write("headers.json", {"version": 1, "registries": {"with_guids": REGISTRIES["with_guids"]}, "vectors": HEADERS})
    print("%d schemas, %d malformed, %d records, %d with headers" % (len(schemas), len(malformed), len(CASES), len(HEADERS)))


def write(name, content):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as out:
        json.dump(content, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
