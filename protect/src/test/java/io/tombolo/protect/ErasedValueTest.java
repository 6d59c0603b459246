package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.DatasetId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** A value of which there are few, as a number of six digits, is found by nobody who tries all of them. */
class ErasedValueTest {

    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");
    private static final int ALL = 1_000_000;

    private final FieldCipher cipher = new FieldCipher();
    private final byte[] salt = new byte[16];
    private final FieldPlace place = new FieldPlace(DATASET, FieldPlace.Side.AFTER, "/pin");

    @Test
    void noKeyThatIsLeftOpensItAndNoHashOfAGuessIsInIt() throws Exception {
        SecureRandom random = new SecureRandom();
        random.nextBytes(salt);
        GroupKeys keys = GroupKeys.fresh(random);
        DataKey key = keys.key(keys.idOf(patient(4711))).orElseThrow();
        byte[] plaintext = new Plaintext(Schema.create(Schema.Type.STRING)).write("481516");
        ProtectedValue value = cipher.seal(cipher.key(key, salt, place), key.id(), plaintext);

        GroupKeys left = keys.without(key.id());

        assertThat(opens(key, value)).isTrue();
        assertThat(left.key(key.id())).isEmpty();
        for (int other = 0; other < 500; other++) {
            DataKey one = left.key(left.idOf(patient(other))).orElseThrow();
            assertThat(opens(one, value)).isFalse();
        }
        String shared = HexFormat.of().formatHex(value.toBytes());
        assertThat(shared).doesNotContain(HexFormat.of().formatHex(plaintext));
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (int guess = 0; guess < ALL; guess++) {
            sha256.update(salt);
            byte[] hash =
                    sha256.digest(Integer.toString(ALL + guess).substring(1).getBytes(StandardCharsets.US_ASCII));
            // Half of a hash is 128 bits: chance never finds it.
            if (shared.contains(HexFormat.of().formatHex(hash, 0, 16))) {
                assertThat(guess).as("found").isNegative();
            }
        }
    }

    @Test
    void equalValuesLookDifferentInEachRecordAndOtherValuesTheSame() {
        SecureRandom random = new SecureRandom();
        GroupKeys keys = GroupKeys.fresh(random);
        DataKey key = keys.key(keys.idOf(patient(4711))).orElseThrow();
        byte[][] shared = new byte[3][];
        for (int i = 0; i < 3; i++) {
            random.nextBytes(salt);
            byte[] plaintext = new Plaintext(Schema.create(Schema.Type.STRING)).write(i == 2 ? "000000" : "481516");
            shared[i] = cipher.seal(cipher.key(key, salt, place), key.id(), plaintext)
                    .toBytes();
        }

        assertThat(shared[0]).hasSameSizeAs(shared[2]).isNotEqualTo(shared[1]).isNotEqualTo(shared[2]);
        // Version and key id are the same; nothing behind them is.
        for (int i = 17; i < 49; i += 16) {
            assertThat(HexFormat.of().formatHex(shared[0], i, i + 16))
                    .isNotEqualTo(HexFormat.of().formatHex(shared[1], i, i + 16));
        }
    }

    private boolean opens(DataKey key, ProtectedValue value) {
        return cipher.open(cipher.key(key, salt, place), value) instanceof FieldCipher.Opened;
    }

    private static Subject patient(int number) {
        return new Subject(Map.of("patient", Integer.toString(number)));
    }
}
