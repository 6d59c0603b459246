package io.tombolo.benchmarks;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.KafkaHeaders;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Committing a framed record of 200 bytes (key 20, value 180), against one bare SHA-256 of the same preimage. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class CommitBenchmark {
    private static final int KEY = 20;
    private static final int VALUE = 180;
    private static final int FRAME = 5;

    private final Hash schema = Hash.of(new byte[Hash.LENGTH]);
    private final Committer committer = new Committer(id -> schema, PartFormat.AVRO, PartFormat.AVRO);
    private final byte[] salt = new byte[16];
    private final KafkaHeaders headers = new KafkaHeaders().of(new RecordHeaders().add(Topics.SALT_HEADER, salt));
    private final byte[] entry = new byte[Entry.LENGTH];
    private final byte[] preimage =
            new byte[3 + salt.length + Hash.LENGTH + 4 + KEY - FRAME + Hash.LENGTH + 4 + VALUE - FRAME];
    private final MessageDigest digest = Hash.sha256();
    private byte[] key = new byte[KEY];
    private byte[] value = new byte[VALUE];
    private long offset;

    @Setup
    public void fill() {
        Random random = new Random(1);
        random.nextBytes(preimage);
        key = framed(random, 7, KEY);
        value = framed(random, 8, VALUE);
    }

    /** The whole of an entry: header and schema look-ups, commitment, offset and time. */
    @Benchmark
    public byte[] entry() {
        committer.entry(key, value, headers, offset++, 1_700_000_000_000L, entry, 0);
        return entry;
    }

    /** The floor: the preimage lies ready in one piece. */
    @Benchmark
    public byte[] bareHash() throws DigestException {
        digest.update(preimage, 0, preimage.length);
        digest.digest(entry, 0, Hash.LENGTH);
        return entry;
    }

    private static byte[] framed(Random random, int id, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes).put((byte) 0).putInt(id);
        return bytes;
    }
}
