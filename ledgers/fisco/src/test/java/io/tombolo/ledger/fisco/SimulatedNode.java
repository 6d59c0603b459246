package io.tombolo.ledger.fisco;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.ledger.evm.DevelopmentChain;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.fisco.bcos.sdk.jni.common.JniException;
import org.fisco.bcos.sdk.jni.utilities.tx.TransactionBuilderJniObj;
import org.fisco.bcos.sdk.v3.client.Client;
import org.fisco.bcos.sdk.v3.client.exceptions.ClientException;
import org.fisco.bcos.sdk.v3.client.protocol.request.Transaction;
import org.fisco.bcos.sdk.v3.client.protocol.response.BcosBlock;
import org.fisco.bcos.sdk.v3.client.protocol.response.BcosTransaction;
import org.fisco.bcos.sdk.v3.client.protocol.response.BcosTransactionReceipt;
import org.fisco.bcos.sdk.v3.client.protocol.response.BlockNumber;
import org.fisco.bcos.sdk.v3.client.protocol.response.Call;
import org.fisco.bcos.sdk.v3.client.protocol.response.Code;

/**
 * Not a node of FISCO BCOS: the SDK's interface of a client, over blocks in the form of FISCO BCOS 3 that this makes itself. The SDK's native
 * library decodes transactions and verifies their signatures, its classes read the answers, and anvil executes the contract at times in
 * milliseconds. Networks, certificates, consensus and what a real node refuses are not in it.
 */
final class SimulatedNode implements AutoCloseable {
    static final String CHAIN = "chain0";
    static final String GROUP = "group0";
    private static final int UNKNOWN = -32603;
    private static final int KNOWN_ALREADY = 10005;
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final DevelopmentChain anvil;
    private final Cryptography cryptography;
    private final Sealers sealers;
    private final List<ObjectNode> blocks = new ArrayList<>();
    private final Map<String, ObjectNode> transactions = new HashMap<>();
    private final Map<String, ObjectNode> results = new HashMap<>();
    private long empty;

    /** What happens in place of a call of the client, by its name; it may continue with the call. */
    private final Map<String, BiFunction<Object[], Answer, Object>> faults = new HashMap<>();

    /** What the simulated node answers itself. */
    @FunctionalInterface
    interface Answer {
        Object get();
    }

    SimulatedNode(Cryptography cryptography) throws IOException {
        this.cryptography = cryptography;
        this.sealers = new Sealers(cryptography, 4);
        this.anvil = DevelopmentChain.anvil(
                "--timestamp", String.valueOf(System.currentTimeMillis()), "--gas-limit", "300000000");
        ObjectNode genesis = JSON.createObjectNode();
        blocks.add(sealed(genesis, List.of(), List.of()));
    }

    Cryptography cryptography() {
        return cryptography;
    }

    Sealers sealers() {
        return sealers;
    }

    void fault(String method, BiFunction<Object[], Answer, Object> fault) {
        faults.put(method, fault);
    }

    void noFaults() {
        faults.clear();
    }

    /** As if so many blocks without transactions followed. */
    synchronized void passBlocks(long number) {
        empty += number;
    }

    Client client() {
        return client(CHAIN, GROUP);
    }

    Client client(String chain, String group) {
        return (Client) Proxy.newProxyInstance(
                SimulatedNode.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    Answer answer = () -> answer(method.getName(), given, chain, group);
                    BiFunction<Object[], Answer, Object> fault = faults.get(method.getName());
                    return fault == null ? answer.get() : fault.apply(given, answer);
                });
    }

    private synchronized Object answer(String method, Object[] arguments, String chain, String group) {
        return switch (method) {
            case "getChainId" -> chain;
            case "getGroup" -> group;
            case "getCryptoType" -> FiscoAccount.type(cryptography);
            case "stop" -> null;
            case "getBlockNumber" -> with(new BlockNumber(), String.valueOf(blocks.size() - 1 + empty));
            case "getBlockByNumber" -> block(((BigInteger) arguments[0]).intValueExact());
            case "getCode" ->
                with(
                        new Code(),
                        anvil.call("eth_getCode", text((String) arguments[0]), text("latest"))
                                .asText());
            case "call" -> call((Transaction) arguments[0], (String) arguments[1]);
            case "sendTransaction" -> send((String) arguments[0]);
            case "getTransaction" -> read(known(transactions, arguments[0]), BcosTransaction.class);
            case "getTransactionReceipt" -> read(known(results, arguments[0]), BcosTransactionReceipt.class);
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private static <T, R extends org.fisco.bcos.sdk.v3.model.JsonRpcResponse<T>> R with(R response, T result) {
        response.setResult(result);
        return response;
    }

    private static ObjectNode known(Map<String, ObjectNode> some, Object id) {
        ObjectNode found = some.get(id);
        if (found == null) {
            throw new ClientException(UNKNOWN, "no such transaction", "no such transaction");
        }
        return found;
    }

    /** Through the SDK's own reading of JSON. */
    private static <T> T read(JsonNode result, Class<T> as) {
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
        answer.set("result", result);
        return JSON.convertValue(answer, as);
    }

    private BcosBlock block(int number) {
        // Blocks that only count have the newest one's content.
        return read(blocks.get(Math.min(number, blocks.size() - 1)), BcosBlock.class);
    }

    private Call call(Transaction call, String signature) {
        byte[] signed = Sealers.concat(call.getTo().substring(2).getBytes(StandardCharsets.US_ASCII), call.getData());
        Hash hash = FiscoReceiptVerifier.hash(signed, cryptography);
        String from = sealers.sender(HexFormat.of().parseHex(signature), hash);
        ObjectNode request = JSON.createObjectNode()
                .put("from", from)
                .put("to", call.getTo())
                .put("data", hex(call.getData()));
        ObjectNode now = JSON.createObjectNode().put("time", quantity(System.currentTimeMillis()));
        JsonNode output = anvil.call("eth_call", request, text("latest"), JSON.createObjectNode(), now);
        Call.CallOutput answer = new Call.CallOutput();
        answer.setStatus(0);
        answer.setOutput(output.asText());
        return with(new Call(), answer);
    }

    private BcosTransactionReceipt send(String encoded) {
        JsonNode sent;
        try {
            sent = JSON.readTree(TransactionBuilderJniObj.decodeTransactionToJsonObj(encoded));
        } catch (JniException | IOException e) {
            throw new IllegalStateException(e);
        }
        JsonNode data = sent.path("data");
        Hash hash = Hash.of(bytes(sent.path("dataHash")));
        String id = "0x" + hash.hex();
        if (results.containsKey(id)) {
            throw new ClientException(KNOWN_ALREADY, "TxAlreadyInChain", "TxAlreadyInChain");
        }
        String from = sealers.sender(bytes(sent.path("signature")), hash);
        ObjectNode transaction = JSON.createObjectNode();
        for (String field : List.of("version", "chainID", "groupID", "blockLimit", "nonce", "to", "input", "abi")) {
            transaction.set(field, data.get(field));
        }
        transaction.put("hash", id).put("from", from);
        JsonNode result =
                execute(from, data.path("to").asText(), data.path("input").asText());
        ObjectNode receipt = result(id, result);
        // Two other transactions beside it, so that paths have levels of both kinds.
        ObjectNode before = other(1);
        ObjectNode after = other(2);
        ObjectNode block = JSON.createObjectNode();
        List<byte[]> calls = new ArrayList<>();
        List<byte[]> outcomes = new ArrayList<>();
        for (ObjectNode one : List.of(before, transaction, after)) {
            calls.add(sealers.transaction(one));
        }
        outcomes.add(new byte[] {1});
        outcomes.add(sealers.result(receipt));
        outcomes.add(new byte[] {2});
        sealed(block, calls, outcomes);
        ArrayNode all = block.putArray("transactions");
        all.add(before).add(transaction).add(after);
        transaction.set("txProof", sealers.proof(calls, 1));
        receipt.set("txReceiptProof", sealers.proof(outcomes, 1));
        receipt.put("receiptHash", hex(sealers.hash(outcomes.get(1)).toBytes()));
        blocks.add(block);
        transactions.put(id, transaction);
        results.put(id, receipt);
        return read(receipt, BcosTransactionReceipt.class);
    }

    private JsonNode execute(String from, String to, String input) {
        anvil.call("anvil_impersonateAccount", text(from));
        anvil.call("anvil_setBalance", text(from), text("0xffffffffffffffffffff"));
        long last = Long.decode(anvil.call(
                        "eth_getBlockByNumber",
                        text("latest"),
                        JSON.getNodeFactory().booleanNode(false))
                .path("timestamp")
                .asText());
        anvil.call(
                "evm_setNextBlockTimestamp",
                JSON.getNodeFactory().numberNode(Math.max(last + 1, System.currentTimeMillis())));
        ObjectNode request =
                JSON.createObjectNode().put("from", from).put("data", input).put("gas", quantity(200_000_000));
        if (!to.isEmpty()) {
            request.put("to", to);
        }
        JsonNode output = to.isEmpty()
                ? text("0x")
                : anvil.call(
                        "eth_call",
                        request.deepCopy(),
                        text("latest"),
                        JSON.createObjectNode(),
                        JSON.createObjectNode().put("time", quantity(Math.max(last + 1, System.currentTimeMillis()))));
        String id = anvil.call("eth_sendTransaction", request).asText();
        ObjectNode receipt = (ObjectNode) await().atMost(Duration.ofMinutes(5))
                .until(() -> anvil.call("eth_getTransactionReceipt", text(id)), JsonNode::isObject);
        receipt.set("output", output);
        receipt.set(
                "timestamp",
                anvil.call(
                                "eth_getBlockByNumber",
                                receipt.get("blockNumber"),
                                JSON.getNodeFactory().booleanNode(false))
                        .get("timestamp"));
        return receipt;
    }

    private ObjectNode result(String id, JsonNode executed) {
        ObjectNode receipt = JSON.createObjectNode();
        receipt.put("version", 0)
                .put("transactionHash", id)
                .put("gasUsed", Long.decode(executed.path("gasUsed").asText()).toString())
                .put(
                        "contractAddress",
                        executed.path("contractAddress").asText("").replaceFirst("^(null|0x)", ""))
                .put("status", executed.path("status").asText().equals("0x1") ? 0 : 16)
                .put("output", executed.path("output").asText())
                // The contract notes the number that it sees.
                .put("blockNumber", Long.decode(executed.path("blockNumber").asText()))
                .put("timestamp", Long.decode(executed.path("timestamp").asText()));
        ArrayNode logs = receipt.putArray("logEntries");
        for (JsonNode log : executed.path("logs")) {
            ObjectNode entry =
                    logs.addObject().put("address", log.path("address").asText().substring(2));
            entry.set("topics", log.path("topics"));
            entry.set("data", log.path("data"));
        }
        while (blocks.size() < receipt.path("blockNumber").asInt()) {
            blocks.add(sealed(JSON.createObjectNode(), List.of(), List.of()));
        }
        stamp = receipt.path("timestamp").asLong();
        receipt.remove("timestamp");
        return receipt;
    }

    private long stamp = System.currentTimeMillis();

    private ObjectNode other(int i) {
        ObjectNode other = JSON.createObjectNode();
        other.put("version", 0).put("chainID", CHAIN).put("groupID", GROUP).put("blockLimit", 507 + blocks.size());
        return other.put("nonce", "1234567" + i)
                .put("to", "0x" + "0".repeat(36) + "100" + i)
                .put("input", "0x0" + i)
                .put("abi", "")
                .put("hash", "0x" + "0".repeat(63) + i);
    }

    private ObjectNode sealed(ObjectNode block, List<byte[]> calls, List<byte[]> outcomes) {
        int number = blocks.size();
        block.put("version", 50_724_864)
                .put("number", number)
                .put("gasUsed", "24363")
                .put("timestamp", stamp)
                .put("sealer", 0)
                .put("extraData", "0x");
        block.putArray("parentInfo")
                .addObject()
                .put("blockNumber", number - 1)
                .put(
                        "blockHash",
                        number == 0
                                ? hex(new byte[32])
                                : blocks.get(number - 1).path("hash").asText());
        block.put("txsRoot", hex(sealers.root(calls)))
                .put("receiptsRoot", hex(sealers.root(outcomes)))
                .put("stateRoot", hex(new byte[32]));
        sealers.seal(block);
        if (!block.has("transactions")) {
            block.putArray("transactions");
        }
        return block;
    }

    private static byte[] bytes(JsonNode signedBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(signedBytes.size());
        signedBytes.forEach(one -> bytes.put((byte) one.asInt()));
        return bytes.array();
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static JsonNode text(String text) {
        return JSON.getNodeFactory().textNode(text);
    }

    @Override
    public void close() {
        anvil.close();
    }
}
