package io.tombolo.verification;

import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.protect.DataKey;
import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldKey;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.FieldPlace.Side;
import io.tombolo.protect.Plaintext;
import io.tombolo.protect.ProtectedType;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.DisclosedField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** A log of three change events whose rows have protected values of every shape, and the keys of all of them. */
final class ProtectedVisits {
    private static final DatasetId DATASET = DatasetId.parse("acme.example/flights");
    private static final Schema TEXT = Schema.create(Schema.Type.STRING);
    private static final Schema PRICE = LogicalTypes.decimal(10, 2).addToSchema(Schema.create(Schema.Type.BYTES));
    private static final Schema BORN = LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
    private static final Schema TAGS = Schema.createArray(TEXT);
    private static final Schema ADDRESS = SchemaBuilder.record("acme.example.flights.Address")
            .fields()
            .name("street")
            .type(union("clinical", TEXT))
            .noDefault()
            .requiredString("city")
            .endRecord();
    private static final Schema ROW = SchemaBuilder.record("acme.example.flights.Row")
            .fields()
            .requiredLong("id")
            .name("diagnosis")
            .type(union("clinical", TEXT))
            .noDefault()
            .name("price")
            .type(union("billing", PRICE))
            .noDefault()
            .name("born")
            .type(union("clinical", BORN))
            .noDefault()
            .name("tags")
            .type(union("clinical", TAGS))
            .noDefault()
            .name("address")
            .type(Schema.createUnion(Schema.create(Schema.Type.NULL), ADDRESS))
            .noDefault()
            .name("addresses")
            .type(Schema.createArray(ADDRESS))
            .noDefault()
            .name("scores")
            .type(Schema.createMap(union("clinical", Schema.create(Schema.Type.DOUBLE))))
            .noDefault()
            .requiredString("document")
            .requiredBytes("photo")
            .name("scan")
            .type(union("clinical", Schema.createFixed("Sha1", null, "acme.example.flights", 20)))
            .noDefault()
            .endRecord();
    static final Schema EVENT = SchemaBuilder.record("acme.example.flights.ChangeEvent")
            .fields()
            .requiredString("op")
            .name("before")
            .type(Schema.createUnion(Schema.create(Schema.Type.NULL), ROW))
            .noDefault()
            .name("after")
            .type(Schema.createUnion(Schema.create(Schema.Type.NULL), ROW))
            .noDefault()
            .endRecord();

    private final FieldCipher cipher = new FieldCipher();
    private final Map<String, byte[]> keys = new LinkedHashMap<>();
    final SampleLog log;

    /** @param altered changes an event before it is committed, as only its owner can */
    ProtectedVisits(Consumer<GenericRecord> altered) {
        log = new SampleLog(
                3, Ed25519Keys.fromSeed(bytes(7)), CanonicalSchema.of(EVENT).json(), index -> {
                    GenericRecord event = event(index);
                    altered.accept(event);
                    return written(event);
                });
    }

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static Schema union(String group, Schema of) {
        return Schema.createUnion(Stream.concat(
                        Stream.of(Schema.create(Schema.Type.NULL)), new ProtectedType(group, of).branches().stream())
                .toList());
    }

    /** The key of a protected field, of the record at that leaf. */
    DisclosedField key(int leaf, String field) {
        return new DisclosedField(field, Bytes.of(keys.get(leaf + field)));
    }

    List<DisclosedField> keys(int leaf, String... fields) {
        return Stream.of(fields).map(field -> key(leaf, field)).toList();
    }

    /** Where the protected values of the record at that leaf are. */
    List<String> fields(int leaf) {
        return keys.keySet().stream()
                .filter(name -> name.startsWith(leaf + "/"))
                .map(name -> name.substring(1))
                .collect(Collectors.toList());
    }

    private GenericRecord event(int index) {
        GenericRecord event = new GenericData.Record(EVENT);
        event.put("op", index == 0 ? "CREATE" : "UPDATE");
        event.put("before", index == 0 ? null : row(index, Side.BEFORE, index - 1));
        event.put("after", row(index, Side.AFTER, index));
        return event;
    }

    private GenericRecord row(int leaf, Side side, int version) {
        GenericRecord row = new GenericData.Record(ROW);
        row.put("id", 1L);
        row.put("diagnosis", version == 2 ? null : sealed(leaf, side, "/diagnosis", TEXT, "A09." + version));
        row.put(
                "price",
                sealed(
                        leaf,
                        side,
                        "/price",
                        PRICE,
                        ByteBuffer.wrap(new BigDecimal("12.50").unscaledValue().toByteArray())));
        row.put("born", sealed(leaf, side, "/born", BORN, 4711 + version));
        row.put("tags", sealed(leaf, side, "/tags", TAGS, new GenericData.Array<>(TAGS, List.of("urgent", "night"))));
        row.put("address", address(leaf, side, "/address", "Main Street " + version));
        row.put(
                "addresses",
                List.of(address(leaf, side, "/addresses/0", "A"), address(leaf, side, "/addresses/1", "B")));
        Map<String, Object> scores = new LinkedHashMap<>();
        scores.put("a/b", sealed(leaf, side, "/scores/a~1b", Schema.create(Schema.Type.DOUBLE), 1.5));
        scores.put("clear", 2.5);
        row.put("scores", scores);
        row.put("document", document(leaf, side));
        row.put("photo", ByteBuffer.wrap(new byte[] {1, 2, 3}));
        Schema sha1 = Schema.createFixed("Sha1", null, "acme.example.flights", 20);
        row.put("scan", sealed(leaf, side, "/scan", sha1, new GenericData.Fixed(sha1, new byte[20])));
        return row;
    }

    private GenericRecord address(int leaf, Side side, String pointer, String street) {
        GenericRecord address = new GenericData.Record(ADDRESS);
        address.put("street", sealed(leaf, side, pointer + "/street", TEXT, street));
        address.put("city", "Paris");
        return address;
    }

    private String document(int leaf, Side side) {
        ByteBuffer sealed = sealed(leaf, side, "/document/visits/0/note", TEXT, "{\"text\":\"rest\"}");
        byte[] member = new byte[sealed.remaining()];
        sealed.get(member);
        return "{\"visits\":[{\"note\":{\"tombolo-protected\":{\"group\":\"clinical\",\"value\":\""
                + Base64.getEncoder().encodeToString(member) + "\"}}},{\"ward\":3}]}";
    }

    ByteBuffer sealed(int leaf, Side side, String pointer, Schema of, Object datum) {
        return sealed(leaf, side, pointer, new Plaintext(of).write(datum));
    }

    ByteBuffer sealed(int leaf, Side side, String pointer, byte[] plaintext) {
        DataKey dataKey = new DataKey(DataKeyId.of(new byte[16], 0), bytes(9));
        FieldKey key = cipher.key(dataKey, SampleLog.salt(leaf), new FieldPlace(DATASET, side, pointer));
        keys.put(leaf + "/" + side.field() + pointer, key.toBytes());
        return ByteBuffer.wrap(cipher.seal(key, dataKey.id(), plaintext).toBytes());
    }

    private static byte[] written(@Nullable GenericRecord event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(EVENT).write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
