package io.tombolo.merkle.proof;

import static io.tombolo.merkle.Vectors.hash;
import static io.tombolo.merkle.Vectors.hashes;
import static io.tombolo.merkle.Vectors.number;
import static io.tombolo.merkle.Vectors.strings;
import static io.tombolo.merkle.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.Vectors;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ProofVectorsTest {

    @TestFactory
    Stream<DynamicTest> roots() {
        return Vectors.of("roots.json", c -> {
            CompactRange range = CompactRange.empty();
            strings(c, "entries").forEach(entry -> range.append(HexFormat.of().parseHex(entry)));

            assertThat(range.root()).isEqualTo(hash(c, "root"));
        });
    }

    @TestFactory
    Stream<DynamicTest> inclusionProofs() {
        return Vectors.of("inclusion.json", c -> {
            InclusionProof proof = new InclusionProof(number(c, "index"), hashes(c, "path"));

            expect(c, proof.verify(hash(c, "leaf"), head(c, "size", "root")));
        });
    }

    @TestFactory
    Stream<DynamicTest> consistencyProofs() {
        return Vectors.of("consistency.json", c -> {
            ConsistencyProof proof = new ConsistencyProof(hashes(c, "path"));

            expect(c, proof.verify(head(c, "old_size", "old_root"), head(c, "size", "root")));
        });
    }

    @TestFactory
    Stream<DynamicTest> rangeProofs() {
        return Vectors.of("range.json", c -> {
            RangeProof proof =
                    new RangeProof(number(c, "begin"), number(c, "end"), hashes(c, "left"), hashes(c, "right"));

            expect(c, proof.verify(hashes(c, "leaves"), head(c, "size", "root")));
        });
    }

    private static TreeHead head(JsonNode c, String size, String root) {
        return new TreeHead(number(c, size), hash(c, root));
    }

    private static void expect(JsonNode c, ProofCheck check) {
        String outcome = check instanceof ProofCheck.Fails fails ? fails.check().name() : "HOLDS";
        assertThat(outcome).as("%s", check).isEqualTo(text(c, "expected"));
    }
}
