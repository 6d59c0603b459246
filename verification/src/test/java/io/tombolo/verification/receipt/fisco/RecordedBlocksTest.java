package io.tombolo.verification.receipt.fisco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks that chains of others have made, from the file in {@code tombolo.fisco.blocks}; {@code docs/fisco.md} states its form. */
class RecordedBlocksTest {
    private static final byte[] PLACE = "chain0group0".getBytes(StandardCharsets.US_ASCII);

    private final List<JsonNode> blocks = blocks();

    @Test
    void bothProfilesAreRecorded() {
        assertThat(blocks)
                .extracting(block -> block.path("cryptography").asText())
                .contains("standard", "national");
    }

    @Test
    void theHashOfEachHeaderIsThatOfTheChain() {
        for (JsonNode block : blocks) {
            SealedBlock read = read(block);

            assertThat(read.hash().hex()).isEqualTo(block.path("hash").asText());
            assertThat(read.number()).isEqualTo(block.path("number").asLong());
            assertThat(read.time()).isEqualTo(block.path("time").asLong());
        }
    }

    @Test
    void aQuorumOfItsNodesHasSealedEachBlock() {
        for (JsonNode block : blocks) {
            Hash hash = read(block).hash();
            int nodes = block.path("nodes").size();

            assertThat(block.path("seals").size()).isGreaterThanOrEqualTo(nodes - (nodes - 1) / 3);
            for (JsonNode one : block.path("seals")) {
                FiscoReceipt.Seal seal = new FiscoReceipt.Seal(bytes(one, "node"), bytes(one, "signature"));
                assertThat(FiscoReceiptVerifier.isSealed(hash, seal, profile(block)))
                        .isTrue();
                assertThat(FiscoReceiptVerifier.isSealed(Hash.of(new byte[32]), seal, profile(block)))
                        .isFalse();
            }
        }
    }

    @Test
    void aHeaderWithAnotherByteIsOfAnotherHash() {
        for (JsonNode block : blocks) {
            byte[] header = bytes(block, "header").toArray();
            for (int i = 0; i < header.length; i++) {
                header[i] ^= 1;
                assertThat(SealedBlock.hash(header, profile(block)).hex())
                        .isNotEqualTo(block.path("hash").asText());
                header[i] ^= 1;
            }
        }
    }

    @Test
    void transactionsAndTheirResultsLeadToTheRootsOfTheBlock() {
        int transactions = 0;
        int results = 0;
        for (JsonNode block : blocks) {
            if (block.has("transaction")) {
                assertThat(root(block, "transaction", "index"))
                        .isEqualTo(read(block).transactions());
                transactions++;
            }
            if (block.has("result")) {
                assertThat(root(block, "result", "result_index"))
                        .isEqualTo(read(block).receipts());
                results++;
            }
        }
        assertThat(transactions).isPositive();
        assertThat(results).isPositive();
    }

    /** What a receipt relies on: gas in digits, no address of a contract in a call's result, the block's number at the end. */
    @Test
    void aResultOfACallBeginsWithGasAndStatusAndEndsWithTheNumber() {
        for (JsonNode block : blocks) {
            if (block.has("transaction")) {
                ByteBuffer result = ByteBuffer.wrap(bytes(block, "result").toArray());
                assertThat(result.getInt()).isZero();
                SealedBlock.skipDigits(result);

                assertThat(result.getInt()).isZero();
                assertThat(result.getLong(result.limit() - 8))
                        .isEqualTo(block.path("number").asLong());
            }
        }
    }

    private static Hash root(JsonNode block, String leaf, String index) {
        List<Bytes> siblings = new ArrayList<>();
        block.path(leaf + "_path")
                .forEach(one -> siblings.add(Bytes.of(HexFormat.of().parseHex(one.asText()))));
        return new BlockPath(block.path(index).asLong(), siblings)
                .root(SealedBlock.hash(bytes(block, leaf).toArray(), profile(block)), PLACE, profile(block));
    }

    private static SealedBlock read(JsonNode block) {
        return SealedBlock.read(bytes(block, "header").toArray(), profile(block));
    }

    private static Cryptography profile(JsonNode block) {
        return block.path("cryptography").asText().equals("national") ? Cryptography.NATIONAL : Cryptography.STANDARD;
    }

    private static Bytes bytes(JsonNode node, String field) {
        return Bytes.of(HexFormat.of().parseHex(node.path(field).asText()));
    }

    private static List<JsonNode> blocks() {
        String file = System.getProperty("tombolo.fisco.blocks", "");
        if (file.isEmpty()) {
            abort("no recorded blocks of FISCO BCOS: set -Dtombolo.fisco.blocks=FILE (docs/fisco.md)");
        }
        try {
            List<JsonNode> blocks = new ArrayList<>();
            new ObjectMapper()
                    .readTree(Files.readAllBytes(Path.of(file)))
                    .path("blocks")
                    .forEach(blocks::add);
            return blocks;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
