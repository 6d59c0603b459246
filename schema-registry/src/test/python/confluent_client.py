"""Confluent's Python client against a registry at argv[1]. Exit code 0 good, 1 wrong, 77 when the client is not installed."""

import sys
import warnings

warnings.filterwarnings("ignore")
try:
    from confluent_kafka.schema_registry import Schema, SchemaReference, SchemaRegistryClient, SchemaRegistryError
    from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
    from confluent_kafka.serialization import MessageField, SerializationContext
except ImportError as e:
    print("no confluent-kafka[avro,schemaregistry] here: %s" % e)
    sys.exit(77)

ONE = '{"type":"record","name":"py.R","fields":[{"name":"x","type":"int"}]}'
TWO = '{"type":"record","name":"py.R","fields":[{"name":"x","type":"int"},{"name":"y","type":"string","default":"d"}]}'
BAD = '{"type":"record","name":"py.R","fields":[{"name":"q","type":"int"}]}'
OUTER = '{"type":"record","name":"py.Out","fields":[{"name":"in","type":"py.R"}]}'


def fails(code, call):
    try:
        call()
    except SchemaRegistryError as e:
        assert e.error_code == code, (e.error_code, code)
    else:
        raise AssertionError("no error %d" % code)


def main():
    client = SchemaRegistryClient({"url": sys.argv[1]})
    first = client.register_schema("py", Schema(ONE, "AVRO"))
    assert client.register_schema("py", Schema(ONE, "AVRO")) == first
    second = client.register_schema("py", Schema(TWO, "AVRO"), normalize_schemas=True)
    assert second != first
    assert client.get_schema(first).schema_str == ONE
    assert client.lookup_schema("py", Schema(TWO, "AVRO")).version == 2
    assert "py" in client.get_subjects()
    assert client.get_versions("py") == [1, 2]
    assert client.get_latest_version("py").schema_id == second
    assert client.get_version("py", 1).schema_id == first
    assert client.test_compatibility("py", Schema(TWO, "AVRO"))
    assert not client.test_compatibility("py", Schema(BAD, "AVRO"))
    fails(409, lambda: client.register_schema("py", Schema(BAD, "AVRO")))
    fails(42201, lambda: client.register_schema("py", Schema('{"type":"nonsense"}', "AVRO")))
    fails(40403, lambda: client.get_schema(99999))
    fails(40401, lambda: client.get_versions("nobody"))
    fails(40402, lambda: client.get_version("py", 9))
    assert client.get_compatibility() == "BACKWARD"
    client.set_compatibility("py", "FULL")
    assert client.get_compatibility("py") == "FULL"

    outer = Schema(OUTER, "AVRO", [SchemaReference("py.R", "py", 1)])
    client.register_schema("py-outer-value", outer)
    serializer = AvroSerializer(client, outer, conf={"auto.register.schemas": False, "use.latest.version": True})
    deserializer = AvroDeserializer(client)
    where = SerializationContext("py-outer", MessageField.VALUE)
    framed = serializer({"in": {"x": 5}}, where)
    assert framed[0] == 0
    assert deserializer(framed, where) == {"in": {"x": 5}}

    fails(42206, lambda: client.delete_version("py", 1))
    assert client.delete_subject("py-outer-value") == [1]
    assert client.delete_version("py", 1) == 1
    assert client.delete_subject("py") == [2]
    assert client.delete_subject("py", permanent=True) == [1, 2]
    print("all of it")


if __name__ == "__main__":
    main()
