package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.DatasetId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldKeyTest {

    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");

    private final FieldCipher cipher = new FieldCipher();
    private final GroupKeys keys = GroupKeys.fresh(new SecureRandom());

    @Test
    void oneFieldKeyOpensNothingElseAmongAllFieldsOfTenThousandRecords() {
        List<FieldKey> fieldKeys = new ArrayList<>();
        List<ProtectedValue> values = new ArrayList<>();
        DataKeyId id = keys.idOf(new Subject(Map.of("patient", "0")));
        DataKey dataKey = keys.key(id).orElseThrow();
        for (int record = 0; record < 10_000; record++) {
            // A hundred records of each subject: what differs is the record's salt alone.
            if (record % 100 == 0) {
                id = keys.idOf(new Subject(Map.of("patient", Integer.toString(record))));
                dataKey = keys.key(id).orElseThrow();
            }
            byte[] salt = ByteBuffer.allocate(16).putInt(12, record).array();
            for (String field : List.of("/diagnosis", "/price")) {
                FieldKey key = cipher.key(dataKey, salt, new FieldPlace(DATASET, FieldPlace.Side.AFTER, field));
                fieldKeys.add(key);
                values.add(cipher.seal(key, id, new byte[] {1}));
            }
        }
        int disclosed = 12_345;

        List<Integer> opened = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (cipher.open(fieldKeys.get(disclosed), values.get(i)) instanceof FieldCipher.Opened) {
                opened.add(i);
            }
        }

        assertThat(opened).containsExactly(disclosed);
    }

    @Test
    void aGuessedValueIsConfirmedByNothingWithoutTheKey() {
        DataKeyId id = keys.idOf(new Subject(Map.of("patient", "4711")));
        FieldPlace place = new FieldPlace(DATASET, FieldPlace.Side.AFTER, "/pin");
        DataKey dataKey = keys.key(id).orElseThrow();

        byte[] first = cipher.seal(cipher.key(dataKey, new byte[16], place), id, new byte[] {7})
                .toBytes();
        byte[] salt = new byte[16];
        salt[15] = 1;
        byte[] second = cipher.seal(cipher.key(dataKey, salt, place), id, new byte[] {7})
                .toBytes();

        for (int i = 17; i + 8 <= first.length; i += 8) {
            assertThat(ByteBuffer.wrap(first).getLong(i))
                    .isNotEqualTo(ByteBuffer.wrap(second).getLong(i));
        }
    }

    @Test
    void refusesKeysAndSaltsOfAnotherLength() {
        DataKeyId id = DataKeyId.of(new byte[16], 0);

        assertThatThrownBy(() -> new DataKey(id, new byte[31]))
                .hasMessage("data key 00000000000000000000000000000000: 31 bytes, must be 32");
        assertThatThrownBy(() -> FieldKey.of(new byte[33])).hasMessage("field key: 33 bytes, must be 32");
        assertThatThrownBy(() -> DataKeyId.of(new byte[17], 2)).hasMessage("data key id at 2 of 17 bytes: must be 16");
        assertThatThrownBy(() -> cipher.key(
                        new DataKey(id, new byte[32]),
                        new byte[15],
                        new FieldPlace(DATASET, FieldPlace.Side.AFTER, "/a")))
                .hasMessage("salt: 15 bytes, must be 16");
        assertThatThrownBy(() -> new FieldPlace(DATASET, FieldPlace.Side.AFTER, "a"))
                .hasMessage("pointer 'a': must begin with /");
        assertThatThrownBy(() -> new Subject(Map.of())).hasMessage("subject: no columns, must be at least 1");
    }

    @Test
    void showsNoSecretAsText() {
        Subject subject = new Subject(Map.of("patient", "4711"));
        DataKeyId id = keys.idOf(subject);

        assertThat(keys.key(id).orElseThrow()).hasToString("data key " + id);
        assertThat(FieldKey.of(new byte[32])).hasToString("field key");
        assertThat(keys).hasToString("group keys");
        assertThat(subject).hasToString("subject by [patient]");
    }
}
