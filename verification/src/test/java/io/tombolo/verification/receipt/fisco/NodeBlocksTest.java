package io.tombolo.verification.receipt.fisco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The forms that receipts rely on, on the newest blocks of a node: with the address of its JSON-RPC in {@code tombolo.fisco}. */
class NodeBlocksTest {
    private static final int BLOCKS = 50;

    @Test
    void theBlocksOfANodeHaveTheFormsThatReceiptsRelyOn() throws Exception {
        String node = System.getProperty("tombolo.fisco", "");
        if (node.isEmpty()) {
            abort("no FISCO BCOS node: set -Dtombolo.fisco=http://HOST:PORT, its JSON-RPC without TLS");
        }
        NodeAnswers answers = new NodeAnswers(URI.create(node), System.getProperty("tombolo.fisco.group", "group0"));
        long newest = answers.ask("getBlockNumber").asLong();
        for (long number = Math.max(1, newest - BLOCKS); number <= newest; number++) {
            check(answers, number);
        }
    }

    /** Compares everything of a block. */
    private static void check(NodeAnswers answers, long number) throws IOException, InterruptedException {
        JsonNode block = answers.ask("getBlockByNumber", number, false, true);
        byte[] header = NodeAnswers.header(block);
        String hash = block.path("hash").asText().substring(2);
        boolean standard = SealedBlock.hash(header, Cryptography.STANDARD).hex().equals(hash);
        Cryptography cryptography = standard ? Cryptography.STANDARD : Cryptography.NATIONAL;
        SealedBlock sealed = SealedBlock.read(header, cryptography);
        assertThat(sealed.hash().hex()).as("header of block %d", number).isEqualTo(hash);
        int nodes = block.path("sealerList").size();
        assertThat(NodeAnswers.seals(block))
                .as("seals of block %d", number)
                .hasSizeGreaterThanOrEqualTo(nodes - (nodes - 1) / 3)
                .allMatch(seal -> FiscoReceiptVerifier.isSealed(sealed.hash(), seal, cryptography));
        Set<Hash> results = new HashSet<>();
        for (JsonNode id : block.path("transactions")) {
            check(answers, id.asText(), sealed, cryptography, results);
        }
    }

    private static void check(
            NodeAnswers answers, String id, SealedBlock block, Cryptography cryptography, Set<Hash> results)
            throws IOException, InterruptedException {
        JsonNode transaction = answers.ask("getTransaction", id, true);
        JsonNode result = answers.ask("getTransactionReceipt", id, true);
        Hash leaf = SealedBlock.hash(NodeAnswers.transaction(transaction), cryptography);
        Hash resultLeaf = SealedBlock.hash(NodeAnswers.result(result), cryptography);
        assertThat(leaf.hex()).as("transaction %s", id).isEqualTo(id.substring(2));
        assertThat("0x" + resultLeaf.hex())
                .as("result of %s", id)
                .isEqualTo(result.path("hash").asText());
        NodeAnswers.Way way = NodeAnswers.way(transaction.path("txProof"), leaf.toBytes(), cryptography);
        NodeAnswers.Way toResult = NodeAnswers.way(result.path("txReceiptProof"), resultLeaf.toBytes(), cryptography);
        byte[] never = transaction
                .path("chainID")
                .asText()
                .concat(transaction.path("groupID").asText())
                .getBytes(StandardCharsets.US_ASCII);
        BlockPath path = new BlockPath(way.index(), way.siblings());
        BlockPath resultPath = new BlockPath(toResult.index(), toResult.siblings());
        assertThat(path.root(leaf, never, cryptography)).as("path of %s", id).isEqualTo(block.transactions());
        assertThat(resultPath.root(resultLeaf, never, cryptography))
                .as("path of the result of %s", id)
                .isEqualTo(block.receipts());
        // Of equal results a node shows the first one's place.
        if (results.add(resultLeaf)) {
            assertThat(resultPath.isLike(path))
                    .as("place of the result of %s", id)
                    .isTrue();
        }
    }
}
