package io.tombolo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.PartsCommitment;
import io.tombolo.schemas.contract.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Entries as the record path makes them, beside entries made in the plainest way: Kafka's own look-ups, and the commitment of parts. */
class OddRecordsTest {
    private static final int RECORDS = 200_000 * Integer.getInteger("tombolo.rounds", 1);
    private static final int MANY_HEADERS = 10_000;
    private static final String SCHEMA = "\"bytes\"";
    private static final int KNOWN = 7;

    private static final List<byte[]> NAMES = List.of(
            bytes(Topics.SALT_HEADER),
            bytes(Topics.SALT_HEADER),
            bytes(Frame.KEY_HEADER),
            bytes(Frame.VALUE_HEADER),
            bytes(""),
            bytes("tombolo-sal"),
            bytes("Tombolo-salt"),
            // Not UTF-8.
            new byte[] {(byte) 0x80},
            new byte[] {'t', 'o', 'm', 'b', 'o', 'l', 'o', '-', 's', 'a', 'l', (byte) 0xf0});
    private static final int[] LENGTHS = {0, 1, 4, 5, 6, 15, 16, 17, 63, 64, 65, 200, 511, 512, 513, 600};

    private final Random random = new Random(20261130);
    private final Hash schema = Hash.of(Hash.sha256().digest(bytes(SCHEMA)));

    @Test
    void oddRecordsGetTheEntriesThatThePlainWayGives() {
        List<Formats> all = new ArrayList<>();
        for (PartFormat key : PartFormat.values()) {
            for (PartFormat value : PartFormat.values()) {
                all.add(new Formats(key, value, new Committer(id -> id == KNOWN ? schema : null, key, value)));
            }
        }
        KafkaHeaders fast = new KafkaHeaders();
        byte[] entry = new byte[Entry.LENGTH + 2];
        int unsalted = 0;
        int salted = 0;
        int raw = 0;
        for (int i = 0; i < RECORDS; i++) {
            Formats formats = all.get(i % all.size());
            byte[] key = part();
            byte[] value = part();
            List<Made> made = headers(i % 50_000 == 7 ? MANY_HEADERS : random.nextInt(4));
            long timestamp = random.nextInt(4) == 0 ? Entry.NO_TIMESTAMP : random.nextLong() >>> 1;

            formats.committer().entry(key, value, fast.of(kafka(made)), i, timestamp, entry, 2);

            Headers plain = kafka(made);
            Commitment expected = plain(key, formats.key(), value, formats.value(), plain);
            byte[] expectedEntry = Entry.of(expected, i, timestamp).encode();
            if (!Arrays.equals(entry, 2, entry.length, expectedEntry, 0, expectedEntry.length)) {
                assertThat(Arrays.copyOfRange(entry, 2, entry.length))
                        .as("record %d: key %s, value %s, %s", i, Arrays.toString(key), Arrays.toString(value), plain)
                        .isEqualTo(expectedEntry);
            }
            byte[] salt = last(plain, Topics.SALT_HEADER);
            salted += salt != null && salt.length == Topics.SALT_LENGTH ? 1 : 0;
            unsalted += salt == null ? 1 : 0;
            raw += expected.form() == Commitment.ALL_RAW ? 1 : 0;
        }
        // Otherwise the records would not be odd.
        assertThat(List.of(salted, unsalted, raw))
                .allSatisfy(count -> assertThat(count).isBetween(RECORDS / 20, RECORDS * 19 / 20));
    }

    private record Formats(PartFormat key, PartFormat value, Committer committer) {}

    private Commitment plain(
            byte @Nullable [] key,
            PartFormat keyFormat,
            byte @Nullable [] value,
            PartFormat valueFormat,
            Headers headers) {
        byte[] salt = last(headers, Topics.SALT_HEADER);
        byte[] used = salt != null && salt.length == Topics.SALT_LENGTH ? salt : null;
        PartsCommitment.Part keyPart = framed(key, keyFormat, last(headers, Frame.KEY_HEADER));
        PartsCommitment.Part valuePart = framed(value, valueFormat, last(headers, Frame.VALUE_HEADER));
        boolean decoded = (key == null || keyPart != null) && (value == null || valuePart != null);
        return decoded
                ? new Commitment(Commitment.AS_REGISTERED, PartsCommitment.of(keyPart, valuePart, used))
                : new Commitment(Commitment.ALL_RAW, PartsCommitment.of(whole(key), whole(value), used));
    }

    /** Null for a part that is not there, and for one that is not a frame of the known schema. */
    private static PartsCommitment.@Nullable Part framed(
            byte @Nullable [] part, PartFormat format, byte @Nullable [] header) {
        if (part == null || format == PartFormat.RAW) {
            return whole(part);
        }
        byte[] frame = header == null ? part : header;
        boolean known = frame.length >= Frame.LENGTH
                && frame[0] == Frame.MAGIC
                && ByteBuffer.wrap(frame).getInt(1) == KNOWN
                && (header == null || header.length == Frame.LENGTH);
        int start = header == null ? Frame.LENGTH : 0;
        return known ? new PartsCommitment.Part(SCHEMA, ByteBuffer.wrap(part, start, part.length - start)) : null;
    }

    private static PartsCommitment.@Nullable Part whole(byte @Nullable [] part) {
        return part == null ? null : new PartsCommitment.Part(null, ByteBuffer.wrap(part));
    }

    private static byte @Nullable [] last(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    private byte @Nullable [] part() {
        if (random.nextInt(16) == 0) {
            return null;
        }
        byte[] bytes = new byte[LENGTHS[random.nextInt(LENGTHS.length)]];
        random.nextBytes(bytes);
        if (bytes.length >= Frame.LENGTH && random.nextInt(8) != 0) {
            Frame.write(random.nextInt(16) == 0 ? KNOWN + 1 : KNOWN, bytes, 0);
        }
        return bytes;
    }

    /** A header as it is fetched: its name and value are bytes among others. */
    private static final class Made {
        private final byte[] name;
        private final byte @Nullable [] value;
        private final int before;
        private final boolean isReadBefore;

        private Made(byte[] name, byte @Nullable [] value, int before, boolean isReadBefore) {
            this.name = name;
            this.value = value;
            this.before = before;
            this.isReadBefore = isReadBefore;
        }

        private RecordHeader kafka() {
            RecordHeader header = new RecordHeader(within(name), value == null ? null : within(value));
            if (isReadBefore) {
                // As by an interceptor.
                var unused = List.of(header.key(), Arrays.toString(header.value()));
            }
            return header;
        }

        private ByteBuffer within(byte[] bytes) {
            byte[] fetched = new byte[before + bytes.length + 2];
            System.arraycopy(bytes, 0, fetched, before, bytes.length);
            return ByteBuffer.wrap(fetched, before, bytes.length).slice();
        }
    }

    private List<Made> headers(int count) {
        List<Made> made = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] name = NAMES.get(random.nextInt(NAMES.size()));
            made.add(new Made(name, value(name), random.nextInt(3), random.nextInt(8) == 0));
        }
        return made;
    }

    private byte @Nullable [] value(byte[] name) {
        if (random.nextInt(16) == 0) {
            return null;
        }
        boolean frame = name.length > Topics.SALT_HEADER.length();
        byte[] value = new byte[frame ? Frame.LENGTH : random.nextInt(4) == 0 ? 15 : Topics.SALT_LENGTH];
        random.nextBytes(value);
        if (frame && random.nextInt(8) != 0) {
            Frame.write(KNOWN, value, 0);
        }
        return value;
    }

    private static Headers kafka(List<Made> made) {
        return new RecordHeaders(made.stream().<Header>map(Made::kafka).toList());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
