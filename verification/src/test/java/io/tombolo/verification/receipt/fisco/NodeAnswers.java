package io.tombolo.verification.receipt.fisco;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What a node answers over JSON-RPC (FISCO BCOS 3), as the bytes that its hashes are computed of. */
final class NodeAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI node;
    private final String group;

    NodeAnswers(URI node, String group) {
        this.node = node;
        this.group = group;
    }

    /** A way from a leaf to the root; of two equal hashes it is the first one. */
    record Way(long index, List<Bytes> siblings) {}

    JsonNode ask(String method, Object... parameters) throws IOException, InterruptedException {
        ObjectNode request = JSON.createObjectNode();
        request.put("jsonrpc", "2.0").put("id", 1).put("method", method);
        var list = request.putArray("params").add(group).add("");
        for (Object parameter : parameters) {
            list.addPOJO(parameter);
        }
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(node)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode json = JSON.readTree(answer.body());
        if (!json.has("result")) {
            throw new IllegalStateException(method + ": " + json);
        }
        return json.get("result");
    }

    static byte[] header(JsonNode block) {
        byte[] bytes = int32(block.path("version"));
        for (JsonNode parent : block.path("parentInfo")) {
            bytes = TestChain.concat(bytes, int64(parent.path("blockNumber")), hex(parent.path("blockHash")));
        }
        bytes = TestChain.concat(
                bytes,
                hex(block.path("txsRoot")),
                hex(block.path("receiptsRoot")),
                hex(block.path("stateRoot")),
                int64(block.path("number")),
                block.path("gasUsed").asText().getBytes(US_ASCII),
                int64(block.path("timestamp")),
                int64(block.path("sealer")));
        for (JsonNode sealer : block.path("sealerList")) {
            bytes = TestChain.concat(bytes, hex(sealer));
        }
        bytes = TestChain.concat(bytes, hex(block.path("extraData")));
        for (JsonNode weight : block.path("consensusWeights")) {
            bytes = TestChain.concat(bytes, int64(weight));
        }
        return bytes;
    }

    static List<FiscoReceipt.Seal> seals(JsonNode block) {
        List<FiscoReceipt.Seal> seals = new ArrayList<>();
        for (JsonNode seal : block.path("signatureList")) {
            byte[] node =
                    hex(block.path("sealerList").path(seal.path("sealerIndex").asInt()));
            byte[] signature = hex(seal.path("signature"));
            seals.add(new FiscoReceipt.Seal(Bytes.of(node), Bytes.of(Arrays.copyOf(signature, 64))));
        }
        return seals;
    }

    static byte[] transaction(JsonNode transaction) {
        return TestChain.concat(
                int32(transaction.path("version")),
                (transaction.path("chainID").asText()
                                + transaction.path("groupID").asText())
                        .getBytes(US_ASCII),
                int64(transaction.path("blockLimit")),
                (transaction.path("nonce").asText() + transaction.path("to").asText()).getBytes(US_ASCII),
                hex(transaction.path("input")),
                transaction.path("abi").asText().getBytes(UTF_8));
    }

    static byte[] result(JsonNode result) {
        String created = result.path("contractAddress").asText();
        byte[] bytes = TestChain.concat(
                int32(result.path("version")),
                result.path("gasUsed").asText().getBytes(US_ASCII),
                created.substring(created.startsWith("0x") ? 2 : 0).getBytes(US_ASCII),
                int32(result.path("status")),
                hex(result.path("output")));
        if (result.path("version").asInt() > 0) {
            bytes = TestChain.concat(
                    bytes, result.path("effectiveGasPrice").asText().getBytes(US_ASCII));
        }
        for (JsonNode event : result.path("logEntries")) {
            bytes = TestChain.concat(bytes, event.path("address").asText().getBytes(US_ASCII));
            for (JsonNode topic : event.path("topics")) {
                bytes = TestChain.concat(bytes, hex(topic));
            }
            bytes = TestChain.concat(bytes, hex(event.path("data")));
        }
        return TestChain.concat(bytes, int64(result.path("blockNumber")));
    }

    /** A node lists each level: how many hashes, in the first 4 bytes, and the hashes; of a block with one transaction only the root. */
    static Way way(JsonNode proof, byte[] leaf, Cryptography cryptography) {
        List<Bytes> siblings = new ArrayList<>();
        long index = 0;
        byte[] hash = leaf;
        for (int at = 0; proof.size() > 1 && at < proof.size(); ) {
            int count = ByteBuffer.wrap(hex(proof.path(at++))).getInt();
            byte[] left = hex(proof.path(at));
            byte[] right = count == 2 ? hex(proof.path(at + 1)) : new byte[0];
            boolean isRight = !Arrays.equals(left, hash);
            index |= isRight ? 1L << siblings.size() : 0;
            siblings.add(Bytes.of(isRight ? left : right));
            hash = SealedBlock.hash(TestChain.concat(left, right), cryptography).toBytes();
            at += count;
        }
        return new Way(index, siblings);
    }

    private static byte[] int32(JsonNode number) {
        return ByteBuffer.allocate(4).putInt(number.asInt()).array();
    }

    private static byte[] int64(JsonNode number) {
        return ByteBuffer.allocate(8).putLong(number.asLong()).array();
    }

    private static byte[] hex(JsonNode text) {
        String digits = text.asText();
        return HexFormat.of().parseHex(digits.substring(digits.startsWith("0x") ? 2 : 0));
    }
}
