package io.tombolo.merkle.cose;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.note.Ed25519Keys;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in, a receipt is refused, or judged without any exception. */
class ReceiptFuzzTest {
    private final PublicKey key = Ed25519Keys.fromSeed(new byte[32]).getPublic();
    private final Hash hash = Hash.of(new byte[Hash.LENGTH]);

    @MethodSource("seeds")
    @FuzzTest(maxExecutions = 1_000, maxDuration = "30m")
    void aReceiptIsRefusedOrJudged(byte @NotNull [] data) {
        CoseReceipt receipt;
        try {
            receipt = CoseReceipt.parse(data);
        } catch (MalformedException refused) {
            return;
        }
        boolean holds = receipt.verifyInclusion(hash, "log", key).holds()
                || receipt.verifyInclusionUnderRfcOnly(hash, key).holds()
                || receipt.verifyConsistency(new TreeHead(3, hash), hash, "log", key)
                        .holds()
                || receipt.verifyConsistencyUnderRfcOnly(new TreeHead(3, hash), hash, key)
                        .holds();
        if (holds || !Arrays.equals(receipt.encode(), data)) {
            throw new AssertionError("held, or kept other bytes than it was given");
        }
    }

    static Stream<Arguments> seeds() throws IOException {
        return CoseReceiptVectorsTest.cases().stream()
                .map(c -> Arguments.of(
                        (Object) HexFormat.of().parseHex(c.required("receipt").asText())));
    }
}
