package io.tombolo.ledger.fisco;

import static java.util.Objects.requireNonNull;

import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LedgerPeer;
import io.tombolo.ledger.contract.BlockTime;
import io.tombolo.ledger.contract.ContractCode;
import io.tombolo.ledger.contract.ContractLedger;
import io.tombolo.ledger.contract.Transactions;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.fisco.bcos.sdk.v3.client.Client;

/**
 * A contract in a group of a FISCO BCOS 3 chain as a ledger. Its blocks are final when they are there, and a receipt is checked before it is
 * given. It needs FISCO BCOS's Java SDK on the class path; without it {@link #connect} throws {@link NoClassDefFoundError}.
 */
public final class FiscoLedger extends ContractLedger {
    private final FiscoNode node;
    private final FiscoChain chain;
    private final FiscoReceipts receipts;

    private FiscoLedger(Config config, FiscoNode node, FiscoAccount account, FiscoChain chain) {
        super(
                chain,
                new FiscoTransactions(config, node, account, chain),
                config.limits().headsAtOnce(),
                config.clock());
        this.node = node;
        this.chain = chain;
        this.receipts = new FiscoReceipts(config.trust(config.contract(), Optional.empty()), chain, node);
    }

    /**
     * How to use a contract.
     *
     * @param nodes host:port of nodes' RPC, all of which the SDK connects to
     * @param contract its address, 0x and 40 hex digits
     * @param accountKey a private key of 64 hex digits, which organisations are bound to by its address
     * @param certificates the folder of the SDK's certificates, which nodes hand out; empty for nodes without TLS
     * @param members the sealing nodes of members, as in {@link FiscoTrust}
     * @param stateDirectory for transactions whose fate isn't known, of this account alone
     */
    public record Config(
            List<String> nodes,
            String chainId,
            String groupId,
            Cryptography cryptography,
            String contract,
            String accountKey,
            Optional<Path> certificates,
            SortedMap<String, List<String>> members,
            Limits limits,
            Path stateDirectory,
            Clock clock) {
        private static final Pattern NODE = Pattern.compile("(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\]):[0-9]{1,5}");

        public Config {
            nodes = List.copyOf(nodes);
            requireNonNull(cryptography, "cryptography");
            requireNonNull(certificates, "certificates");
            requireNonNull(stateDirectory, "stateDirectory");
            requireNonNull(clock, "clock");
            if (nodes.isEmpty()) {
                throw new IllegalArgumentException("nodes: none, at least 1");
            }
            for (String node : nodes) {
                if (!NODE.matcher(node).matches()) {
                    throw new IllegalArgumentException("nodes: '" + node + "', must be host:port");
                }
            }
            // One address has many spellings; names, folders and policies have one.
            contract = contract.toLowerCase(Locale.ROOT);
            members = new TreeMap<>(members);
            var unused = new FiscoTrust(name(chainId, groupId, contract), cryptography, members, Optional.empty());
        }

        /** How a policy names the contract with this address. */
        public FiscoTrust trust(String at, Optional<String> operator) {
            return new FiscoTrust(name(chainId, groupId, at), cryptography, members, operator);
        }

        /** The same connection to the contract with this address. */
        public Config with(String at) {
            return new Config(
                    nodes,
                    chainId,
                    groupId,
                    cryptography,
                    at,
                    accountKey,
                    certificates,
                    members,
                    limits,
                    stateDirectory,
                    clock);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return name(chainId, groupId, contract) + " by " + nodes;
        }
    }

    /**
     * How much at once, and how long it takes.
     *
     * @param headsAtOnce most heads in a transaction
     * @param patience how long a call waits for a block
     * @param timeout how long the SDK waits for an answer
     */
    public record Limits(int headsAtOnce, Duration patience, Duration timeout) {
        public static final Limits DEFAULT = new Limits(100, Duration.ofSeconds(60), Duration.ofSeconds(10));

        public Limits {
            requireNonNull(patience, "patience");
            requireNonNull(timeout, "timeout");
            if (headsAtOnce < 1 || headsAtOnce > 1000) {
                throw new IllegalArgumentException("heads per transaction: " + headsAtOnce + ", must be 1 to 1000");
            }
        }
    }

    /**
     * Nothing is sent yet; nodes that are away, or another chain, are noticed by the first call.
     *
     * @throws IllegalArgumentException when the account's key is not one
     */
    public static FiscoLedger connect(Config config) {
        return connect(config, () -> SdkConnection.open(config));
    }

    static FiscoLedger connect(Config config, Supplier<Client> connection) {
        FiscoNode node = new FiscoNode(config, connection);
        FiscoAccount account = FiscoAccount.of(config.accountKey(), config.cryptography());
        return new FiscoLedger(config, node, account, new FiscoChain(config, config.contract(), node, account));
    }

    /**
     * Deploys the contract from the configured account, which becomes a member of it. The configuration's {@code contract} is not used.
     *
     * @param members addresses of further accounts that may register organisations
     * @return its address
     * @throws LedgerException when the chain can't be reached or is another one, or the account may not deploy
     */
    public static String deploy(Config config, List<String> members) {
        return deploy(config, members, () -> SdkConnection.open(config));
    }

    static String deploy(Config config, List<String> members, Supplier<Client> connection) {
        byte[] creation = ContractCode.creation(members, BlockTime.MILLISECONDS);
        try (FiscoNode node = new FiscoNode(config, connection)) {
            FiscoAccount account = FiscoAccount.of(config.accountKey(), config.cryptography());
            FiscoChain chain = new FiscoChain(config, config.contract(), node, account);
            FiscoTransactions transactions = new FiscoTransactions(config, node, account, chain);
            transactions.settleOlder();
            String address =
                    transactions.transact("deploy the contract", "", creation).getContractAddress();
            return "0x" + address.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
        } catch (Transactions.StillOpen e) {
            throw new LedgerException.Unavailable(
                    "it is not known yet whether the contract is deployed: " + e.getMessage(), e);
        }
    }

    /** How anchors and policies name a contract. */
    public static String name(String chainId, String groupId, String contract) {
        return FiscoTrust.PREFIX + chainId + "/" + groupId + "/" + contract;
    }

    @Override
    public String name() {
        return chain.ledger();
    }

    @Override
    public List<LedgerPeer> peers() {
        return node.peers();
    }

    @Override
    public Optional<byte[]> receipt(String origin, long size) {
        return receipts.receipt(origin, size);
    }

    @Override
    public void close() {
        node.close();
    }
}
