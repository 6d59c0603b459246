"""Confluent's Python client against a registry at argv[1]. Exit code 0 good, 1 wrong, 77 when the client is not installed."""

import json
import sys
import warnings

warnings.filterwarnings("ignore")
try:
    from confluent_kafka.schema_registry import Schema, SchemaReference, SchemaRegistryClient, SchemaRegistryError
    from confluent_kafka.schema_registry import ConfigCompatibilityLevel, ServerConfig, header_schema_id_serializer
    from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
    from confluent_kafka.serialization import MessageField, SerializationContext
except ImportError as e:
    print("no confluent-kafka[avro,schemaregistry] here: %s" % e)
    sys.exit(77)

ONE = '{"type":"record","name":"py.R","fields":[{"name":"x","type":"int"}]}'
TWO = '{"type":"record","name":"py.R","fields":[{"name":"x","type":"int"},{"name":"y","type":"string","default":"d"}]}'
THREE = '{"type":"record","name":"py.R","fields":[{"name":"x","type":"int"},{"name":"z","type":"int","default":0}]}'
BAD = '{"type":"record","name":"py.R","fields":[{"name":"q","type":"int"}]}'
OUTER = '{"type":"record","name":"py.Out","fields":[{"name":"in","type":"py.R"},{"name":"note","type":"string"}]}'


def fails(code, call):
    try:
        call()
    except SchemaRegistryError as e:
        assert e.error_code == code, (e.error_code, code)
    else:
        raise AssertionError("no error %d" % code)


def subjects_and_versions(client):
    first = client.register_schema("py", Schema(ONE, "AVRO"))
    assert client.register_schema("py", Schema(ONE, "AVRO")) == first
    second = client.register_schema("py", Schema(TWO, "AVRO"), normalize_schemas=True)
    assert second != first
    client.clear_caches()
    kept = json.loads(client.get_schema(first).schema_str)  # in Avro's own spelling, as Confluent keeps it
    assert (kept["namespace"], kept["name"], kept["fields"]) == ("py", "R", json.loads(ONE)["fields"])
    assert client.get_schema_types() == ["AVRO"]
    assert client.lookup_schema("py", Schema(TWO, "AVRO")).version == 2
    assert "py" in client.get_subjects()
    assert client.get_subjects(subject_prefix="p") == ["py"]
    assert client.get_subjects_by_schema_id(first) == ["py"]
    assert [(v.subject, v.version) for v in client.get_schema_versions(second)] == [("py", 2)]
    assert client.get_versions("py") == [1, 2]
    latest = client.get_latest_version("py")
    assert (latest.schema_id, latest.version) == (second, 2)
    client.clear_caches()
    assert client.get_schema_by_guid(latest.guid).schema_str == client.get_schema(second).schema_str
    documented = Schema(TWO.replace('"name":"py.R"', '"name":"py.R","doc":"said otherwise"'), "AVRO")
    fails(40403, lambda: client.lookup_schema("py", documented))
    assert client.lookup_schema("py", documented, normalize_schemas=True).version == 2
    assert client.get_version("py", 1).schema_id == first
    fails(42201, lambda: client.register_schema("py", Schema('{"type":"nonsense"}', "AVRO")))
    fails(40403, lambda: client.get_schema(99999))
    fails(40403, lambda: client.get_schema_by_guid("00000000-0000-0000-0000-000000000001"))
    fails(40403, lambda: client.lookup_schema("py", Schema(BAD, "AVRO")))
    fails(40401, lambda: client.get_versions("nobody"))
    fails(40401, lambda: client.lookup_schema("nobody", Schema(ONE, "AVRO")))
    fails(40402, lambda: client.get_version("py", 9))


def compatibility_and_mode(client):
    assert client.test_compatibility("py", Schema(TWO, "AVRO"))
    assert not client.test_compatibility("py", Schema(BAD, "AVRO"))
    assert not client.test_compatibility_all_versions("py", Schema(BAD, "AVRO"))
    fails(409, lambda: client.register_schema("py", Schema(BAD, "AVRO")))
    assert client.get_compatibility() == "BACKWARD"
    fails(40408, lambda: client.get_compatibility("py"))
    client.set_compatibility("py", "FULL")
    assert client.get_compatibility("py") == "FULL"
    transitive = ConfigCompatibilityLevel.BACKWARD_TRANSITIVE
    client.set_config("py", ServerConfig(compatibility=transitive))
    assert client.get_config("py").compatibility_level == transitive
    client.delete_config("py")
    fails(40408, lambda: client.get_config("py"))
    fails(42203, lambda: client.set_compatibility("py", "SOMEHOW"))

    assert client.get_global_mode() == "READWRITE"
    fails(40409, lambda: client.get_mode("py"))
    assert client.update_mode("py", "READONLY") == "READONLY"
    assert client.get_mode("py") == "READONLY"
    fails(42205, lambda: client.register_schema("py", Schema(THREE, "AVRO")))
    assert client.delete_mode("py") == "READONLY"
    fails(42204, lambda: client.update_mode("py", "SOMEHOW"))


def references_and_serializers(client):
    outer = Schema(OUTER, "AVRO", [SchemaReference("py.R", "py", 1)])
    number = client.register_schema("py-outer-value", outer)
    assert client.get_referenced_by("py", 1) == [number]
    datum = {"in": {"x": 5}, "note": "long enough"}  # the client wants over 5 bytes, even behind a header
    deserializer = AvroDeserializer(client)
    where = SerializationContext("py-outer", MessageField.VALUE)
    registered = {"auto.register.schemas": False, "use.latest.version": True}
    framed = AvroSerializer(client, outer, conf=registered)(datum, where)
    assert framed[0] == 0 and int.from_bytes(framed[1:5], "big") == number
    assert deserializer(framed, where) == datum

    with_headers = SerializationContext("py-outer", MessageField.VALUE, headers=[])
    by_guid = AvroSerializer(client, outer, conf=dict(registered, **{"schema.id.serializer": header_schema_id_serializer}))
    body = by_guid(datum, with_headers)
    assert body == framed[5:]
    assert [name for name, _ in with_headers.headers] == ["__value_schema_id"]
    assert deserializer(body, with_headers) == datum
    print("HEADER %s BODY %s" % (with_headers.headers[0][1].hex(), body.hex()))


def deletion(client):
    fails(42206, lambda: client.delete_version("py", 1))
    assert client.delete_subject("py-outer-value") == [1]
    assert client.get_subjects(subject_prefix="py", deleted=True) == ["py", "py-outer-value"]
    assert client.delete_subject("py-outer-value", permanent=True) == [1]
    assert client.delete_version("py", 1) == 1
    fails(42206, lambda: client.delete_version("py", 1, permanent=True))  # what refers to it must stay readable
    assert client.delete_subject("py") == [2]
    assert client.get_subjects(subject_prefix="py") == []
    assert client.delete_version("py", 2, permanent=True) == 2
    fails(40401, lambda: client.get_versions("py"))


def main():
    client = SchemaRegistryClient({"url": sys.argv[1]})
    subjects_and_versions(client)
    compatibility_and_mode(client)
    references_and_serializers(client)
    deletion(client)
    print("all of it")


if __name__ == "__main__":
    main()
