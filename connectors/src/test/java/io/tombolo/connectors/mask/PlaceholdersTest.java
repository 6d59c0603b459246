package io.tombolo.connectors.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Debezium's placeholders, in each form that it writes one in. */
class PlaceholdersTest {

    private static final String TEXT = "__debezium_unavailable_value";
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);

    @Test
    void knowsEachOne() {
        List<Object> numbers = new ArrayList<>();
        for (byte letter : BYTES) {
            numbers.add((long) letter);
        }

        assertThat(List.<Object>of(
                        TEXT,
                        BYTES,
                        ByteBuffer.wrap(BYTES),
                        List.of(TEXT),
                        List.of(BYTES),
                        List.of(UUID.nameUUIDFromBytes(BYTES).toString()),
                        numbers,
                        "{\"" + TEXT + "\":\"" + TEXT + "\"}"))
                .allMatch(Placeholders::isOne);
    }

    @Test
    void takesNothingElseForOne() {
        assertThat(List.<Object>of("", "x", List.of(), List.of(1, 2), new byte[0], 5L))
                .noneMatch(Placeholders::isOne);
    }
}
