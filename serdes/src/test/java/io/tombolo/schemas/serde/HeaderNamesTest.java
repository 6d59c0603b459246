package io.tombolo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.contract.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class HeaderNamesTest {
    private static final List<String> ASKED =
            List.of(Topics.SALT_HEADER, Frame.KEY_HEADER, Frame.VALUE_HEADER, "another", "");
    private static final List<byte[]> NAMES = List.of(
            bytes(Topics.SALT_HEADER),
            bytes(Frame.KEY_HEADER),
            bytes(Frame.VALUE_HEADER),
            bytes("another"),
            bytes(""),
            bytes("Tombolo-salt"),
            bytes("tombolo-salt\0"),
            bytes("ａtombolo-salt"),
            // Not UTF-8: an overlong "t", a lone continuation byte, a cut-off sequence.
            new byte[] {(byte) 0xc1, (byte) 0xb4, 'o', 'm', 'b', 'o', 'l', 'o', '-', 's', 'a', 'l', 't'},
            new byte[] {(byte) 0x80},
            new byte[] {'t', 'o', 'm', 'b', 'o', 'l', 'o', '-', 's', 'a', 'l', (byte) 0xf0});

    @Test
    void thisVersionOfKafkaHasTheFields() {
        assertThat(HeaderNames.readsBytes())
                .as("RecordHeaders.headers, RecordHeader.keyBuffer and RecordHeader.valueBuffer of kafka-clients")
                .isTrue();
    }

    @Test
    void findsWhatKafkaFindsInAMillionOddRecords() {
        Random random = new Random(20261129);
        long compared = 0;
        for (int record = 0; record < 1_000_000; record++) {
            int count = record % 250_000 == 7 ? 10_000 : random.nextInt(4);
            List<Header> made = new ArrayList<>(count);
            List<Header> same = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte[] name = NAMES.get(random.nextInt(NAMES.size()));
                byte[] value = new byte[] {(byte) i};
                int before = random.nextInt(3);
                made.add(new RecordHeader(within(name, before), ByteBuffer.wrap(value)));
                same.add(new RecordHeader(within(name, before), ByteBuffer.wrap(value)));
                if (random.nextInt(8) == 0) {
                    // As when an interceptor has asked before.
                    made.get(i).key();
                }
            }
            Headers ours = new RecordHeaders(made);
            Headers kafkas = new RecordHeaders(same);
            String name = ASKED.get(random.nextInt(ASKED.size()));

            Header found = HeaderNames.last(ours, name);

            Header expected = kafkas.lastHeader(name);
            if (found == null || expected == null) {
                assertThat(found).as(name).isSameAs(expected);
            } else {
                assertThat(found.value()).as(name).isEqualTo(expected.value());
            }
            compared++;
        }
        assertThat(compared).isEqualTo(1_000_000);
    }

    @Test
    void asksOtherHeadersByTheirNames() {
        Headers other = new RecordHeaders(List.of(new RecordHeader(Topics.SALT_HEADER, new byte[] {1}))) {};

        assertThat(new KafkaHeaders().of(other).value(Topics.SALT_HEADER)).containsExactly(1);
    }

    /** A name in the middle of fetched bytes. */
    private static ByteBuffer within(byte[] name, int before) {
        byte[] fetched = new byte[before + name.length + 2];
        System.arraycopy(name, 0, fetched, before, name.length);
        return ByteBuffer.wrap(fetched, before, name.length).slice();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
