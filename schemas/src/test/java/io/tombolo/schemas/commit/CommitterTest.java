package io.tombolo.schemas.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.contract.Topics;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommitterTest {

    private static final String SCHEMA = "{\"type\":\"record\",\"name\":\"a.R\",\"fields\":[]}";
    private static final byte[] SALT = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final Hash SCHEMA_HASH = CanonicalSchema.of(SCHEMA).hash();

    private static final LastHeaders SALTED = name -> name.equals(Topics.SALT_HEADER) ? SALT : null;

    private final SchemaHashes hashes =
            id -> Map.of(7, SCHEMA_HASH, 9, SCHEMA_HASH).get(id);

    @Test
    void hashesTheSchemaInPlaceOfItsNumber() throws Exception {
        Committer committer = new Committer(hashes, PartFormat.AVRO, PartFormat.AVRO);
        byte[] expected = sha256(bytes(
                new byte[] {2, 1, 31},
                SALT,
                SCHEMA_HASH.toBytes(),
                new byte[] {0, 0, 0, 1, 'k'},
                SCHEMA_HASH.toBytes(),
                new byte[] {0, 0, 0, 2, 'v', 'v'}));

        Commitment commitment = committer.commit(framed(7, "k"), framed(7, "vv"), SALT);

        assertThat(commitment).isEqualTo(new Commitment((byte) 0, Hash.of(expected)));
        assertThat(committer.commit(framed(9, "k"), framed(7, "vv"), SALT)).isEqualTo(commitment);
    }

    @Test
    void leavesOutWhatIsNotThere() throws Exception {
        Committer committer = new Committer(hashes, PartFormat.AVRO, PartFormat.RAW);

        assertThat(committer.commit(null, null, null).hash()).isEqualTo(Hash.of(sha256(new byte[] {2, 1, 0})));
        assertThat(committer.commit(null, new byte[0], null).hash())
                .isEqualTo(Hash.of(sha256(new byte[] {2, 1, 2, 0, 0, 0, 0})));
        assertThat(committer.commit(null, null, new byte[15]).hash())
                .isEqualTo(committer.commit(null, null, null).hash());
    }

    @Test
    void commitsAllPartsRawWhenOneIsNoFrameOfAKnownSchema() throws Exception {
        Committer committer = new Committer(hashes, PartFormat.AVRO, PartFormat.AVRO);
        byte[] key = framed(7, "k");
        byte[] value = framed(8, "v");
        Hash expected = Hash.of(sha256(bytes(new byte[] {2, 1, 3, 0, 0, 0, 6}, key, new byte[] {0, 0, 0, 6}, value)));

        assertThat(committer.commit(key, value, null)).isEqualTo(new Commitment((byte) 1, expected));
        assertThat(committer.commit(key, new byte[] {0, 0, 0, 7}, null).form()).isEqualTo((byte) 1);
        assertThat(committer.commit(key, new byte[0], null).form()).isEqualTo((byte) 1);
        assertThat(committer.commit(key, null, null).form()).isEqualTo((byte) 0);
    }

    @Test
    void remembersManySchemas() {
        int[] asked = {0};
        Committer committer = new Committer(
                id -> {
                    asked[0]++;
                    return SCHEMA_HASH;
                },
                PartFormat.RAW,
                PartFormat.AVRO);

        for (int round = 0; round < 3; round++) {
            for (int id = -500; id < 500; id++) {
                committer.commit(null, framed(id * 7919, "v"), null);
            }
        }

        assertThat(asked[0]).isEqualTo(1_000);
    }

    @Test
    void writesAnEntryThatReadsTheSame() {
        Committer committer = new Committer(hashes, PartFormat.RAW, PartFormat.RAW);
        byte[] out = new byte[60];

        byte form = committer.entry("k".getBytes(UTF_8), "v".getBytes(UTF_8), SALTED, 42, -1, out, 5);

        Entry entry = Entry.decode(out, 5);
        assertThat(entry).isEqualTo(Entry.of(committer.commit("k".getBytes(UTF_8), "v".getBytes(UTF_8), SALT), 42, -1));
        assertThat(entry.form()).isEqualTo(form);
        assertThat(HexFormat.of().formatHex(entry.encode(), 0, 18)).isEqualTo("0100000000000000002affffffffffffffff");
        assertThat(Entry.decode(entry.encode())).isEqualTo(entry);
    }

    @Test
    void remembersManyGuids() {
        int[] asked = {0};
        SchemaHashes counting = new SchemaHashes() {
            @Override
            public Hash hashOf(int schemaId) {
                throw new AssertionError("asked by id");
            }

            @Override
            public Hash hashOf(UUID guid) {
                asked[0]++;
                return SCHEMA_HASH;
            }
        };
        Committer committer = new Committer(counting, PartFormat.RAW, PartFormat.AVRO);

        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1_000; i++) {
                byte[] framed = ByteBuffer.allocate(18)
                        .put((byte) 1)
                        .putLong(i % 10)
                        .putLong(i * 7919L)
                        .array();
                assertThat(committer.commit(null, framed, null).form()).isZero();
            }
        }

        assertThat(asked[0]).isEqualTo(1_000);
    }

    @Test
    void allocatesNothingForARecord() {
        Committer committer = new Committer(hashes, PartFormat.AVRO, PartFormat.AVRO);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] key = framed(7, "a key of some length");
        byte[] value = framed(9, "v".repeat(200));
        byte[] entry = new byte[Entry.LENGTH];
        for (int i = 0; i < 1_000; i++) {
            committer.entry(key, value, SALTED, i, i, entry, 0); // once for the classes and the schemas
        }

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) {
            committer.entry(key, value, SALTED, i, i, entry, 0);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated / 100_000).as("bytes for each of 100,000 records").isZero();
    }

    @Test
    void refusesEntriesOfAnotherShape() {
        assertThatThrownBy(() -> Entry.decode(new byte[49])).hasMessage("entry: 49 bytes, must be 50");
        assertThatThrownBy(() -> Entry.decode(new byte[50])).hasMessage("entry: version 0, must be 1");
        byte[] form = new byte[50];
        form[0] = 1;
        form[1] = 3;
        assertThatThrownBy(() -> Entry.decode(form)).hasMessage("entry: form 3, must be 0, 1 or 2");
    }

    static byte[] framed(int id, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 0)
                .putInt(id)
                .put(bytes)
                .array();
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
