package io.tombolo.ledger.evm;

import static io.tombolo.ledger.evm.JsonRpc.hex;
import static io.tombolo.ledger.evm.JsonRpc.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.contract.Abi;
import io.tombolo.ledger.contract.AnchorsContract;
import io.tombolo.ledger.contract.BlockTime;
import io.tombolo.ledger.contract.ContractChain;
import io.tombolo.ledger.contract.ContractCode;
import io.tombolo.ledger.contract.ContractEvent;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.evm.Keccak;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** One contract on one chain: that it is the configured one, what is final there, and questions to the contract. */
final class Chain implements ContractChain {
    private static final int BLOCKS = 1000;

    private final JsonRpc rpc;
    private final EvmLedger.Config config;
    private final String contract;
    private final Path genesisFile;

    Chain(JsonRpc rpc, EvmLedger.Config config, String contract) {
        this.rpc = rpc;
        this.config = config;
        this.contract = contract;
        this.genesisFile = config.stateDirectory().resolve("genesis");
    }

    JsonRpc rpc() {
        return rpc;
    }

    String contract() {
        return contract;
    }

    @Override
    public String ledger() {
        return EvmLedger.name(config.chainId(), contract);
    }

    @Override
    public String account() {
        return config.account().address();
    }

    @Override
    public BlockTime time() {
        return BlockTime.SECONDS;
    }

    /** Whether it is the chain that it was, too. */
    @Override
    public void check() {
        checkId();
        checkGenesis();
        byte[] code = JsonRpc.bytes(rpc.call("eth_getCode", text(contract), text("latest")));
        if (code.length == 0) {
            throw new LedgerException(
                    "chain " + config.chainId() + " has no contract at " + contract
                            + ": deploy it, or correct `contract`; nothing is anchored there until then",
                    null);
        }
        if (!Keccak.hash(code).equals(ContractCode.hash(BlockTime.SECONDS))) {
            throw new LedgerException(
                    "contract " + contract + " on chain " + config.chainId() + " has code "
                            + Keccak.hash(code).hex() + ", must be "
                            + ContractCode.hash(BlockTime.SECONDS).hex()
                            + ": it is another contract, or of another version",
                    null);
        }
    }

    void checkId() {
        long id = JsonRpc.number(rpc.call("eth_chainId"));
        if (id != config.chainId()) {
            throw new LedgerException(
                    "the node's chain has id " + id + ", configured is " + config.chainId() + ": nothing is sent there",
                    null);
        }
    }

    /** A development chain begins again with every start: its block 0 differs then, and what was anchored is gone. */
    void checkGenesis() {
        String genesis = block("0x0").path("hash").asText();
        try {
            if (!Files.exists(genesisFile)) {
                Files.createDirectories(config.stateDirectory());
                Files.writeString(genesisFile, genesis + "\n", StandardCharsets.UTF_8);
                return;
            }
            String known = Files.readString(genesisFile, StandardCharsets.UTF_8).strip();
            if (!known.equals(genesis)) {
                throw new LedgerException(
                        "chain " + config.chainId() + " began again: its block 0 is " + genesis + ", before it was "
                                + known
                                + ". What was anchored there is gone; to begin again too, configure its new contract"
                                + " with another folder than "
                                + config.stateDirectory(),
                        null);
            }
        } catch (IOException e) {
            throw new LedgerException("file " + genesisFile + " can't be read or written: " + e.getMessage(), e);
        }
    }

    JsonNode block(String numberOrTag) {
        JsonNode block = rpc.call("eth_getBlockByNumber", text(numberOrTag), JsonRpc.flag(false));
        if (block.isNull()) {
            throw new LedgerException.Unavailable("chain " + config.chainId() + " has no block " + numberOrTag, null);
        }
        return block;
    }

    @Override
    public long settledBlock() {
        return finalBlock();
    }

    @Override
    public int blocksAtOnce() {
        return BLOCKS;
    }

    @Override
    public Optional<Long> blockOf(String transaction) {
        JsonNode receipt = rpc.call("eth_getTransactionReceipt", text(transaction));
        return receipt.hasNonNull("blockNumber")
                ? Optional.of(JsonRpc.number(receipt.get("blockNumber")))
                : Optional.empty();
    }

    /** The newest block that counts by the configured finality; below 0 while there is none. */
    long finalBlock() {
        if (config.confirmations() == EvmLedger.Config.FINALIZED) {
            return JsonRpc.number(block("finalized").path("number"));
        }
        return JsonRpc.number(rpc.call("eth_blockNumber")) - config.confirmations();
    }

    @Override
    public Optional<View> settled() {
        long number = finalBlock();
        return number < 0 ? Optional.empty() : Optional.of(call -> ask(call, hex(number)));
    }

    @Override
    public View newest() {
        return call -> ask(call, "latest");
    }

    @Override
    public long newestStamp() {
        return JsonRpc.number(block("latest").path("timestamp"));
    }

    /** The time of a block. */
    Instant time(long block) {
        return BlockTime.SECONDS.instant(JsonRpc.number(block(hex(block)).path("timestamp")));
    }

    private ObjectNode filter(long from, long to) {
        return JsonRpc.object()
                .put("address", contract)
                .put("fromBlock", hex(from))
                .put("toBlock", hex(to));
    }

    @Override
    public List<ContractEvent> events(String kind, long fromBlock, long toBlock) {
        ObjectNode filter = filter(fromBlock, toBlock);
        filter.putArray("topics").add(kind);
        return events(rpc.call("eth_getLogs", filter));
    }

    @Override
    public List<ContractEvent> events(String kind, String origin, long size, long block) {
        ObjectNode filter = filter(block, block);
        filter.putArray("topics").add(kind).add(AnchorsContract.topicOf(origin)).add(AnchorsContract.topicOf(size));
        return events(rpc.call("eth_getLogs", filter));
    }

    /** Events as nodes list them. */
    static List<ContractEvent> events(JsonNode logs) {
        List<ContractEvent> events = new ArrayList<>();
        for (JsonNode log : logs) {
            List<String> topics = new ArrayList<>();
            log.path("topics").forEach(topic -> topics.add(topic.asText()));
            events.add(new ContractEvent(
                    log.path("transactionHash").asText(),
                    JsonRpc.number(log.path("blockNumber")),
                    topics,
                    Bytes.of(JsonRpc.bytes(log.path("data")))));
        }
        return events;
    }

    /** What the contract answers as of a block, were it called by this account. */
    Abi.Reader ask(byte[] call, String block) {
        ObjectNode request = JsonRpc.object()
                .put("from", config.account().address())
                .put("to", contract)
                .put("data", hex(call));
        return new Abi.Reader(JsonRpc.bytes(rpc.call("eth_call", request, text(block))));
    }

    BigInteger balance() {
        return JsonRpc.bigNumber(
                rpc.call("eth_getBalance", text(config.account().address()), text("latest")));
    }

    byte[] address() {
        return HexFormat.of().parseHex(contract.substring(2));
    }
}
