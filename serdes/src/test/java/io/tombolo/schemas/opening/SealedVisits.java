package io.tombolo.schemas.opening;

import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.Grant;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.Plaintext;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Events with protected fields of every kind, and grants to read them. */
final class SealedVisits {
    static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");
    static final Schema EVENT = new Schema.Parser().parse("""
                    {"type":"record","name":"Event","fields":[
                      {"name":"before","type":["null",{"type":"record","name":"Row","fields":[
                        {"name":"id","type":"int"},
                        {"name":"diagnosis","type":["null",
                          {"type":"bytes","logicalType":"tombolo-protected","group":"clinical","of":"string"},"string"],"default":null},
                        {"name":"level","type":[
                          {"type":"bytes","logicalType":"tombolo-protected","group":"clinical","of":"int"},"int"]},
                        {"name":"price","type":["null",
                          {"type":"bytes","logicalType":"tombolo-protected","group":"billing",
                           "of":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}}]},
                        {"name":"note","type":"string"}]}]},
                      {"name":"after","type":["null","Row"]}]}
                    """);

    final byte[] salt = new byte[Topics.SALT_LENGTH];
    private final GroupKeys clinical = GroupKeys.fresh(new SecureRandom());
    private final GroupKeys billing = GroupKeys.fresh(new SecureRandom());
    private final FieldCipher cipher = new FieldCipher();

    SealedVisits() {
        new SecureRandom().nextBytes(salt);
    }

    Headers headers() {
        Headers headers = new RecordHeaders();
        headers.add(Topics.SALT_HEADER, salt);
        return headers;
    }

    /** A visit of a patient with all fields protected. */
    GenericRecord event(int patient) {
        GenericRecord row = new GenericData.Record(
                EVENT.getField("after").schema().getTypes().get(1));
        row.put("id", 1);
        row.put("diagnosis", sealed(clinical, patient, "/diagnosis", text("measles")));
        row.put("level", sealed(clinical, patient, "/level", new Plaintext(Schema.create(Schema.Type.INT)).write(3)));
        row.put("price", sealed(billing, patient, "/price", new byte[] {4, -30}));
        row.put(
                "note",
                "{\"a\":1.50,\"b\":{\"tombolo-protected\":{\"group\":\"clinical\",\"value\":\""
                        + Base64.getEncoder()
                                .encodeToString(sealed(clinical, patient, "/note/b", text("[true]"))
                                        .array())
                        + "\"}}}");
        GenericRecord event = new GenericData.Record(EVENT);
        event.put("after", row);
        return event;
    }

    /** A grant for some of the groups. */
    Path grant(Path folder, String... groups) {
        Map<String, GroupKeys> keys = new HashMap<>();
        for (String group : groups) {
            keys.put(group, group.equals("clinical") ? clinical.without(clinical.idOf(subject(666))) : billing);
        }
        Path file = folder.resolve("grant-" + String.join("-", groups) + ".json");
        Instant until = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Grant.of(DATASET, keys, until, Clock.systemUTC()).write(file);
        return file;
    }

    private ByteBuffer sealed(GroupKeys keys, int patient, String pointer, byte[] plaintext) {
        var key = keys.key(keys.idOf(subject(patient))).orElseThrow();
        var fieldKey = cipher.key(key, salt, new FieldPlace(DATASET, FieldPlace.Side.AFTER, pointer));
        return ByteBuffer.wrap(cipher.seal(fieldKey, key.id(), plaintext).toBytes());
    }

    private static Subject subject(int patient) {
        return new Subject(Map.of("patient", String.valueOf(patient)));
    }

    private static byte[] text(String text) {
        return new Plaintext(Schema.create(Schema.Type.STRING)).write(text);
    }
}
