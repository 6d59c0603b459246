package io.tombolo.merkle.fuzz;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.Vectors;
import io.tombolo.merkle.checkpoint.AddCheckpoint;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.TlogProof;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.note.VerifierKey;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.ConsistencyProofBuilder;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.proof.RangeProof;
import io.tombolo.merkle.text.StrictText;
import io.tombolo.merkle.tile.EntryBundle;
import io.tombolo.merkle.tile.TilePath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every door through which foreign bytes come in. A parser either refuses its input with {@link MalformedException} or gives a value
 * that is written as exactly the same bytes; a proof is verified without any exception, whatever it holds.
 */
final class EveryParser {
    private static final List<UnaryOperator<byte[]>> PARSERS = List.of(
            bytes -> StrictText.utf8(SignedNote.parse(bytes).format()),
            text(t -> Checkpoint.parse(t).text()),
            text(t -> TlogProof.parse(t).format()),
            text(t -> AddCheckpoint.parse(t).format()),
            text(t -> VerifierKey.parse(t).toString()),
            text(t -> TilePath.parse(t).path()),
            text(t -> Hash.parseBase64(t).base64()),
            bytes -> EntryBundle.decode(bytes).bytes(),
            bytes -> CompactRange.restore(bytes).serialise(),
            bytes -> ConsistencyProofBuilder.restore(bytes).serialise(),
            EveryParser::verifyProofs);

    private EveryParser() {}

    /** The first byte says which parser gets the rest. */
    static void parse(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] input = Arrays.copyOfRange(data, 1, data.length);
        byte[] output;
        try {
            output = PARSERS.get((data[0] & 0xFF) % PARSERS.size()).apply(input);
        } catch (MalformedException refused) {
            return;
        }
        if (!Arrays.equals(input, output)) {
            throw new AssertionError("parsed and written, it is another: " + Arrays.toString(output));
        }
    }

    /** Good and bad inputs from the vectors, to start from. */
    static Stream<byte[]> seeds() {
        return Stream.of(
                        Vectors.cases("notes.json").stream().map(c -> seed(0, Vectors.bytes(c, "note"))),
                        Vectors.cases("checkpoints.json").stream()
                                .map(c -> seed(1, c.get("text").asText())),
                        Vectors.cases("tlog-proofs.json").stream()
                                .map(c -> seed(2, c.get("file").asText())),
                        Vectors.cases("witness.json").stream()
                                .map(c -> seed(3, c.get("request").asText())),
                        Vectors.cases("vkeys.json").stream()
                                .map(c -> seed(4, c.get("vkey").asText())),
                        Vectors.cases("tile-paths.json").stream()
                                .map(c -> seed(5, c.get("path").asText())),
                        Vectors.cases("checkpoints.json").stream()
                                .map(c -> seed(6, Vectors.hash(c, "root").base64())),
                        Vectors.cases("entry-bundles.json").stream().map(c -> seed(7, Vectors.bytes(c, "bundle"))),
                        IntStream.range(0, 20).mapToObj(i -> seed(8, range(i).serialise())),
                        IntStream.range(0, 20).mapToObj(i -> seed(9, state(i))),
                        IntStream.range(0, 20).mapToObj(i -> seed(10, new byte[16 + 32 * i])))
                .flatMap(seeds -> seeds);
    }

    private static byte[] verifyProofs(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(bytes, Math.max(bytes.length, 16)));
        long a = in.getLong();
        TreeHead head = new TreeHead(in.getLong(), Hash.of(new byte[Hash.LENGTH]));
        List<Hash> path = new ArrayList<>();
        while (in.remaining() >= Hash.LENGTH) {
            byte[] hash = new byte[Hash.LENGTH];
            in.get(hash);
            path.add(Hash.of(hash));
        }
        new InclusionProof(a, path).verify(head.root(), head);
        new ConsistencyProof(path).verify(new TreeHead(a & Long.MAX_VALUE, head.root()), head);
        List<Hash> half = path.subList(0, path.size() / 2);
        new RangeProof(a, a + 1, half, path.subList(half.size(), path.size())).verify(half, head);
        new RangeProof(a, a + 1, half, path.subList(half.size(), path.size())).verify(List.of(head.root()), head);
        return bytes;
    }

    private static UnaryOperator<byte[]> text(UnaryOperator<String> roundTrip) {
        return bytes -> StrictText.utf8(roundTrip.apply(StrictText.utf8(bytes)));
    }

    private static CompactRange range(int leaves) {
        CompactRange range = CompactRange.empty();
        IntStream.range(0, leaves).forEach(i -> range.append(new byte[] {(byte) i}));
        return range;
    }

    private static byte[] state(int leaves) {
        ConsistencyProofBuilder builder = ConsistencyProofBuilder.from(range(leaves));
        IntStream.range(0, leaves).forEach(i -> {
            builder.append(new byte[] {(byte) i}, 0, 1);
            if (i % 5 == 0) {
                builder.mark();
            }
        });
        return builder.serialise();
    }

    private static byte[] seed(int parser, String text) {
        return seed(parser, StrictText.utf8(text));
    }

    private static byte[] seed(int parser, byte[] input) {
        ByteArrayOutputStream seed = new ByteArrayOutputStream();
        seed.write(parser);
        seed.writeBytes(input);
        return seed.toByteArray();
    }
}
