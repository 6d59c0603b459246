package io.tombolo.merkle.cose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.InclusionProof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CoseReceiptVectorsTest {

    @TestFactory
    Stream<DynamicTest> receiptsAreJudgedAsExpected() throws IOException {
        return cases().stream()
                .map(c -> DynamicTest.dynamicTest(
                        text(c, "name"), () -> assertThat(verify(c)).isEqualTo(text(c, "expected"))));
    }

    @TestFactory
    Stream<DynamicTest> receiptsAreWrittenByteForByte() throws IOException {
        return cases().stream()
                .filter(c -> c.required("ours").asBoolean())
                .map(c -> DynamicTest.dynamicTest(
                        text(c, "name"),
                        () -> assertThat(HexFormat.of().formatHex(sign(c).encode()))
                                .isEqualTo(text(c, "receipt"))));
    }

    private static String verify(JsonNode c) {
        return verify(c, HexFormat.of().parseHex(text(c, "receipt")));
    }

    /** The result of a receipt for the reader of a case. */
    static String verify(JsonNode c, byte[] bytes) {
        CoseReceipt receipt;
        try {
            receipt = CoseReceipt.parse(bytes);
        } catch (MalformedException e) {
            return "MALFORMED";
        }
        String origin = text(c, "origin");
        ReceiptCheck check = text(c, "kind").equals("inclusion")
                ? receipt.verifyInclusion(hash(c, "leaf"), origin, keys(c).getPublic())
                : receipt.verifyConsistency(
                        head(c, "old_size", "old_root"), hash(c, "root"), origin, keys(c).getPublic());
        if (check instanceof ReceiptCheck.Holds holds) {
            assertThat(holds.head()).isEqualTo(head(c, "size", "root"));
        }
        return check instanceof ReceiptCheck.Refused refused ? refused.reason().name() : "HOLDS";
    }

    private static CoseReceipt sign(JsonNode c) {
        KeyPair keys = keys(c);
        int keyId = NoteVerifier.ed25519(text(c, "origin"), keys.getPublic()).keyId();
        CoseSigner signer = CoseSigner.of(
                CoseAlgorithm.EDDSA,
                keys.getPrivate(),
                ByteBuffer.allocate(4).putInt(keyId).array());
        Checkpoint checkpoint = new Checkpoint(text(c, "origin"), head(c, "size", "root"));
        List<Hash> path = new ArrayList<>();
        c.required("path").forEach(hash -> path.add(Hash.parseHex(hash.asText())));
        return text(c, "kind").equals("inclusion")
                ? CoseReceipt.ofInclusion(signer, checkpoint, new InclusionProof(number(c, "index"), path))
                : CoseReceipt.ofConsistency(signer, number(c, "old_size"), checkpoint, new ConsistencyProof(path));
    }

    static List<JsonNode> cases() throws IOException {
        Path path =
                Path.of(System.getProperty("tombolo.root", ".."), "schemas", "vectors", "merkle", "cose-receipts.json");
        List<JsonNode> cases = new ArrayList<>();
        new ObjectMapper().readTree(path.toFile()).required("cases").forEach(cases::add);
        return cases;
    }

    private static KeyPair keys(JsonNode c) {
        return Ed25519Keys.fromSeed(HexFormat.of().parseHex(text(c, "seed")));
    }

    private static TreeHead head(JsonNode c, String size, String root) {
        return new TreeHead(number(c, size), hash(c, root));
    }

    private static Hash hash(JsonNode c, String field) {
        return Hash.parseHex(text(c, field));
    }

    private static long number(JsonNode c, String field) {
        return Long.parseLong(text(c, field));
    }

    private static String text(JsonNode c, String field) {
        return c.required(field).asText();
    }
}
