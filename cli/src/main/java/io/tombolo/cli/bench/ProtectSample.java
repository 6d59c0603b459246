package io.tombolo.cli.bench;

import io.tombolo.connectors.change.ChangeTransform;
import io.tombolo.protect.DataKey;
import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Rows of twelve fields, two of which are protected, and what is done with each of them. One thread. */
final class ProtectSample {
    static final String PLAIN = "transform";
    static final String PROTECTED = "transform with two fields protected";

    private static final int SUBJECTS = 1_000;
    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");

    private final GroupKeys keys = GroupKeys.fresh(new SecureRandom());
    private final List<SourceRecord> rows = new ArrayList<>();
    private final List<DataKey> dataKeys = new ArrayList<>();
    private final byte[] text = "some text of 24 letters 1".getBytes(StandardCharsets.UTF_8);
    private long made;

    ProtectSample() {
        SchemaBuilder schema = SchemaBuilder.struct();
        for (int i = 0; i < 4; i++) {
            schema.field("text" + i, Schema.OPTIONAL_STRING_SCHEMA)
                    .field("number" + i, Schema.INT64_SCHEMA)
                    .field("real" + i, Schema.OPTIONAL_FLOAT64_SCHEMA);
        }
        Schema row = schema.build();
        for (int subject = 0; subject < SUBJECTS; subject++) {
            Struct value = new Struct(row);
            for (int i = 0; i < 4; i++) {
                value.put("text" + i, "some text of 24 letters " + i)
                        .put("number" + i, 1_000_003L * i + subject)
                        .put("real" + i, 1.5 * i);
            }
            rows.add(new SourceRecord(Map.of(), Map.of("position", subject), "t", row, value));
            dataKeys.add(keys.key(keys.idOf(new Subject(Map.of("number1", Integer.toString(subject)))))
                    .orElseThrow());
        }
    }

    /** By name, each for so many records. */
    Map<String, Runnable> cases(int records) {
        ChangeTransform<SourceRecord> plain = transform(Map.of());
        ChangeTransform<SourceRecord> sealing = transform(Map.of("fields.protect", "text1:clinical,text2:clinical"));
        Map<String, Runnable> cases = new LinkedHashMap<>();
        cases.put(PLAIN, () -> transformed(plain, records));
        cases.put(PROTECTED, () -> transformed(sealing, records));
        FieldCipher cipher = new FieldCipher();
        FieldPlace first = new FieldPlace(DATASET, FieldPlace.Side.AFTER, "/text1");
        FieldPlace second = new FieldPlace(DATASET, FieldPlace.Side.AFTER, "/text2");
        byte[] salt = new byte[16];
        cases.put("two values sealed", () -> {
            for (int i = 0; i < records; i++) {
                DataKey key = dataKeys.get(i % SUBJECTS);
                made += sealed(cipher, key, salt(salt, i), first) + sealed(cipher, key, salt, second);
            }
        });
        cases.put("AES-GCM of two values", () -> made += gcm(2 * records));
        return cases;
    }

    /** Of what all cases made: so that nothing of it can be left out. */
    long made() {
        return made;
    }

    private static byte[] salt(byte[] salt, int number) {
        salt[0] = (byte) number;
        salt[1] = (byte) (number >>> 8);
        salt[2] = (byte) (number >>> 16);
        return salt;
    }

    private int sealed(FieldCipher cipher, DataKey key, byte[] salt, FieldPlace place) {
        return cipher.seal(cipher.key(key, salt, place), key.id(), text).toBytes().length;
    }

    private int gcm(int values) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            GCMParameterSpec nonce = new GCMParameterSpec(128, new byte[12]);
            byte[] key = new byte[32];
            byte[] out = new byte[text.length + 16];
            int bytes = 0;
            for (int i = 0; i < values; i++) {
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(salt(key, i), "AES"), nonce);
                bytes += cipher.doFinal(text, 0, text.length, out, 0);
            }
            return bytes;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    private ChangeTransform<SourceRecord> transform(Map<String, String> more) {
        ChangeTransform<SourceRecord> transform = new ChangeTransform<>((dataset, group, columns) -> keys);
        Map<String, String> settings =
                new LinkedHashMap<>(Map.of("dataset", DATASET.toString(), "key.fields", "number1"));
        settings.putAll(more);
        transform.configure(settings);
        return transform;
    }

    private void transformed(ChangeTransform<SourceRecord> transform, int records) {
        for (int i = 0; i < records; i++) {
            SourceRecord event = transform.apply(rows.get(i % SUBJECTS));
            if (event == null) {
                throw new IllegalStateException("a row that is not a change");
            }
            made += event.topic().length();
        }
    }
}
