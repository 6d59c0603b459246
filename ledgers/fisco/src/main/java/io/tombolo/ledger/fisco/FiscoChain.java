package io.tombolo.ledger.fisco;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.contract.Abi;
import io.tombolo.ledger.contract.BlockTime;
import io.tombolo.ledger.contract.ContractChain;
import io.tombolo.ledger.contract.ContractCode;
import io.tombolo.ledger.contract.ContractEvent;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.evm.Keccak;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fisco.bcos.sdk.v3.client.protocol.model.JsonTransactionResponse;
import org.fisco.bcos.sdk.v3.client.protocol.response.BcosBlock;
import org.fisco.bcos.sdk.v3.model.TransactionReceipt;

/** A group with the contract in it. Its newest block is final: a quorum of PBFT sealed it. */
final class FiscoChain implements ContractChain {
    private static final int BLOCKS = 50;

    /** What could be read as an address in a transaction: then nothing of it can be proven (decision 155). */
    private static final Pattern LIKE_AN_ADDRESS = Pattern.compile("[0-9a-fA-F]{40}");

    private final FiscoLedger.Config config;
    private final String contract;
    private final FiscoNode node;
    private final FiscoAccount account;

    FiscoChain(FiscoLedger.Config config, String contract, FiscoNode node, FiscoAccount account) {
        this.config = config;
        this.contract = contract;
        this.node = node;
        this.account = account;
    }

    @Override
    public String ledger() {
        return FiscoLedger.name(config.chainId(), config.groupId(), contract);
    }

    @Override
    public String account() {
        return account.address();
    }

    @Override
    public BlockTime time() {
        return BlockTime.MILLISECONDS;
    }

    String contract() {
        return contract;
    }

    @Override
    public void check() {
        byte[] code = node.code(contract);
        if (code.length == 0) {
            throw new LedgerException(
                    "group " + config.groupId() + " of chain " + config.chainId() + " has no contract at " + contract
                            + ": deploy it, or correct `contract`; nothing is anchored there until then",
                    null);
        }
        Hash found = Keccak.hash(code);
        if (!found.equals(ContractCode.hash(time()))) {
            throw new LedgerException(
                    "contract " + contract + " in group " + config.groupId() + " of chain " + config.chainId()
                            + " has code " + found.hex() + ", must be "
                            + ContractCode.hash(time()).hex()
                            + ": it is another contract, of another version, or was deployed for a chain that counts"
                            + " seconds",
                    null);
        }
    }

    @Override
    public Optional<Refusal> objection(HeadToAnchor head) {
        boolean found = LIKE_AN_ADDRESS
                .matcher(head.origin() + "\n" + head.signedNote())
                .find();
        return found
                ? Optional.of(new Refusal(
                        Refusal.Code.MALFORMED,
                        head.origin() + ": its origin or its note has 40 hexadecimal digits in a row, which can't be"
                                + " proven on a FISCO BCOS chain"))
                : Optional.empty();
    }

    @Override
    public Optional<View> settled() {
        return Optional.of(newest());
    }

    @Override
    public View newest() {
        return call -> new Abi.Reader(node.call(account, contract, call));
    }

    @Override
    public long newestStamp() {
        return node.header(node.newestBlock()).getTimestamp();
    }

    @Override
    public long settledBlock() {
        return node.newestBlock();
    }

    @Override
    public int blocksAtOnce() {
        return BLOCKS;
    }

    @Override
    public Optional<Long> blockOf(String transaction) {
        return node.result(transaction, false)
                .map(result -> result.getBlockNumber().longValueExact());
    }

    /** The time of a block. */
    Instant time(long block) {
        return time().instant(node.header(block).getTimestamp());
    }

    @Override
    public List<ContractEvent> events(String kind, long fromBlock, long toBlock) {
        List<ContractEvent> events = new ArrayList<>();
        for (long number = fromBlock; number <= toBlock; number++) {
            for (String id : calls(node.block(number))) {
                node.result(id, false)
                        .ifPresent(result -> events(result).stream()
                                .filter(event -> event.is(kind))
                                .forEach(events::add));
            }
        }
        return events;
    }

    @Override
    public List<ContractEvent> events(String kind, String origin, long size, long block) {
        return events(kind, block, block).stream()
                .filter(event -> event.size() == size && event.origin().equals(origin))
                .toList();
    }

    /** The ids of a block's transactions that call the contract. */
    List<String> calls(BcosBlock.Block block) {
        List<String> ids = new ArrayList<>();
        for (BcosBlock.TransactionResult<?> one : block.getTransactions()) {
            if (one.get() instanceof JsonTransactionResponse transaction
                    && contract.equals(lower(transaction.getTo()))) {
                ids.add(transaction.getHash());
            }
        }
        return ids;
    }

    /** The contract's events in a transaction. */
    List<ContractEvent> events(TransactionReceipt result) {
        List<ContractEvent> events = new ArrayList<>();
        for (TransactionReceipt.Logs log : result.getLogEntries()) {
            // Nodes write the address without 0x.
            if (lower(log.getAddress()).replaceFirst("^0x", "").equals(contract.substring(2))) {
                events.add(new ContractEvent(
                        result.getTransactionHash(),
                        result.getBlockNumber().longValueExact(),
                        log.getTopics().stream().map(FiscoChain::topic).toList(),
                        Bytes.of(FiscoNode.bytes(log.getData()))));
            }
        }
        return events;
    }

    private static String topic(String hex) {
        return "0x" + lower(hex).replaceFirst("^0x", "");
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
