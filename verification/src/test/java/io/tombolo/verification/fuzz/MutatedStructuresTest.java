package io.tombolo.verification.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Golden bytes whose structure is changed and not only their bits: a tag, a length or a run of DER and protobuf is replaced, dropped or
 * doubled. Seeded, so each run makes the same inputs; {@link ReaderFuzzTest} searches beyond them.
 */
class MutatedStructuresTest {
    private static final int ROUNDS = 2000 * Integer.getInteger("tombolo.rounds", 1);
    private static final byte[] TELLING = {
        0, 1, 2, 0x0A, 0x12, 0x2A, 0x30, 0x7F, (byte) 0x80, (byte) 0x81, (byte) 0x84, -1
    };

    @Test
    void everyReaderAnswersStructuresThatNobodyWrote() {
        EveryReader readers = EveryReader.ofGoldenFiles();
        List<byte[]> seeds = readers.seeds();
        Random random = new Random(15);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] input = seeds.get(seeds.size() - 1 - random.nextInt(Math.min(seeds.size(), 7)))
                    .clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                input = changed(input, random);
            }
            byte[] hostile = input;
            assertThatCode(() -> readers.read(hostile))
                    .as(() -> HexFormat.of().formatHex(hostile))
                    .doesNotThrowAnyException();
        }
    }

    /** The first byte names the reader, and stays. */
    private static byte[] changed(byte[] input, Random random) {
        if (input.length < 4) {
            return input;
        }
        int at = 1 + random.nextInt(input.length - 1);
        int run = 1 + random.nextInt(Math.min(16, input.length - at));
        ByteBuffer out = ByteBuffer.allocate(input.length + run);
        switch (random.nextInt(4)) {
            case 0 -> out.put(input).put(at, TELLING[random.nextInt(TELLING.length)]);
            case 1 -> out.put(input, 0, at).put(input, at + run, input.length - at - run);
            case 2 -> out.put(input, 0, at + run).put(input, at, input.length - at);
            default -> out.put(input).put(at, (byte) (input[at] + (random.nextBoolean() ? 1 : -1)));
        }
        byte[] changed = new byte[out.position()];
        out.flip().get(changed);
        return changed;
    }
}
