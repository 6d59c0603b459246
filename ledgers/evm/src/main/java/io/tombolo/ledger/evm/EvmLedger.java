package io.tombolo.ledger.evm;

import static java.util.Objects.requireNonNull;

import io.tombolo.ledger.LedgerPeer;
import io.tombolo.ledger.contract.BlockTime;
import io.tombolo.ledger.contract.ContractCode;
import io.tombolo.ledger.contract.ContractLedger;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.receipt.EvmTrust;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A contract on an EVM chain as a ledger, used through nodes that others may run: nothing counts as anchored before it is final
 * by the configured rule, and a receipt is checked before it is given.
 */
public final class EvmLedger extends ContractLedger {
    private final String name;
    private final Chain chain;
    private final Receipts receipts;
    private final HeaderSigning signing;

    private EvmLedger(Config config, Chain chain) {
        super(chain, new Submission(config, chain), config.limits().headsAtOnce(), config.clock());
        this.name = name(config.chainId(), config.contract());
        this.chain = chain;
        this.receipts = new Receipts(config, chain, name);
        this.signing =
                new HeaderSigning(chain, config.chainId(), config.headers().signers());
    }

    /**
     * How to use a contract.
     *
     * @param nodes JSON-RPC addresses, http or https: the next one when one does not answer
     * @param contract its address, 0x and 40 hex digits
     * @param account pays for transactions, and is what organisations are bound to
     * @param confirmations how many blocks must follow a final one; {@link #FINALIZED} where the chain says itself what is final
     * @param headers what makes the headers in receipts trustworthy
     * @param stateDirectory for transactions whose fate isn't known, of this account alone
     */
    public record Config(
            List<URI> nodes,
            long chainId,
            String contract,
            Account account,
            int confirmations,
            Limits limits,
            HeaderSignatures headers,
            Path stateDirectory,
            Clock clock) {
        /** The chain's own finality, its block tag {@code finalized}. */
        public static final int FINALIZED = -1;

        public Config {
            nodes = List.copyOf(nodes);
            requireNonNull(account, "account");
            requireNonNull(stateDirectory, "stateDirectory");
            requireNonNull(limits, "limits");
            requireNonNull(headers, "headers");
            requireNonNull(clock, "clock");
            if (nodes.isEmpty()) {
                throw new IllegalArgumentException("nodes: none, at least 1");
            }
            for (URI node : nodes) {
                if (node.getHost() == null || !List.of("http", "https").contains(node.getScheme())) {
                    throw new IllegalArgumentException(
                            "nodes: '" + node + "', must begin with http:// or https:// and a host");
                }
            }
            if (chainId < 1) {
                throw new IllegalArgumentException("chain id: " + chainId + ", at least 1");
            }
            if (!contract.matches("0x[0-9a-fA-F]{40}")) {
                throw new IllegalArgumentException("contract: '" + contract + "', must be 0x and 40 hex digits");
            }
            // One address has many spellings (EIP-55); names, folders and policies have one.
            contract = contract.toLowerCase(Locale.ROOT);
            if (confirmations < FINALIZED || confirmations > 10_000) {
                throw new IllegalArgumentException(
                        "finality: " + confirmations + " blocks, must be 0 to 10000, or finalized");
            }
        }
    }

    /**
     * What a ledger may spend and how long it waits.
     *
     * @param gasPerDay most gas of transactions in a day of UTC
     * @param maxFeePerGas most wei for a unit of gas; while the chain asks for more, heads wait
     * @param headsAtOnce most heads in a transaction
     * @param patience how long a call waits for finality
     */
    public record Limits(long gasPerDay, BigInteger maxFeePerGas, int headsAtOnce, Duration patience) {
        /** 500 gwei. */
        public static final BigInteger DEFAULT_MAX_FEE = BigInteger.valueOf(500_000_000_000L);

        public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);
        public static final int DEFAULT_HEADS_AT_ONCE = 100;

        public Limits {
            requireNonNull(patience, "patience");
            if (maxFeePerGas.signum() < 1) {
                throw new IllegalArgumentException("most wei for gas: " + maxFeePerGas + ", at least 1");
            }
            if (gasPerDay < 1) {
                throw new IllegalArgumentException("gas per day: " + gasPerDay + ", at least 1");
            }
            if (headsAtOnce < 1 || headsAtOnce > 1000) {
                throw new IllegalArgumentException("heads per transaction: " + headsAtOnce + ", must be 1 to 1000");
            }
        }
    }

    /**
     * What makes the headers in receipts trustworthy, and how this process comes by it.
     *
     * @param signers the members' keys of this process
     * @param cosigners other members, who are asked while a receipt has too few
     * @param members as in {@link EvmTrust}: whose signatures or seals count
     * @param quorum how many of them a receipt must have
     */
    public record HeaderSignatures(
            List<NoteSigner> signers, List<Cosigner> cosigners, SortedMap<String, List<String>> members, int quorum) {
        public HeaderSignatures {
            signers = List.copyOf(signers);
            cosigners = List.copyOf(cosigners);
            members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        }

        /**
         * Another member's server, which signs headers that its own node holds for final.
         *
         * @param url what precedes {@code /sign-header}: http or https
         */
        public record Cosigner(String member, URI url) {
            public Cosigner {
                if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
                    throw new IllegalArgumentException(
                            "url of " + member + ": '" + url + "', must begin with http:// or https:// and a host");
                }
            }
        }

        /** Keys of this process, all of which sign; without one, receipts need validators' seals. */
        public static HeaderSignatures by(NoteSigner... signers) {
            TreeMap<String, List<String>> members = new TreeMap<>();
            for (NoteSigner signer : signers) {
                members.put(signer.verifier().vkey(), List.of(signer.verifier().vkey()));
            }
            return new HeaderSignatures(List.of(signers), List.of(), members, members.size());
        }

        /** As a policy for one header; where no member is named, its sealers are. */
        EvmTrust trust(String ledger, Hash code, Iterable<String> sealers) {
            TreeMap<String, List<String>> known = new TreeMap<>(members);
            if (known.isEmpty()) {
                sealers.forEach(sealer -> known.put(sealer, List.of(sealer)));
            }
            return new EvmTrust(ledger, code, known, members.isEmpty() ? known.size() : quorum, Optional.empty());
        }
    }

    /** Nothing is sent yet; a chain that is away, or another one, is noticed by the first call. */
    public static EvmLedger connect(Config config) {
        return new EvmLedger(config, new Chain(new JsonRpc(config.nodes()), config, config.contract()));
    }

    /**
     * Deploys the contract from the configured account, which becomes a member of it, and waits until it is final. The configuration's
     * {@code contract} is not used.
     *
     * @param members addresses of further accounts that may register organisations
     * @return its address
     * @throws io.tombolo.ledger.LedgerException when the chain can't be reached or is another one, or the account can't pay
     */
    public static String deploy(Config config, List<String> members) {
        return Deployment.deploy(config, members);
    }

    /** How anchors and policies name a contract. */
    public static String name(long chainId, String contract) {
        return "evm:" + chainId + "/" + contract;
    }

    /** Keccak-256 of the contract's code, as a policy pins it. */
    public static Hash code() {
        return ContractCode.hash(BlockTime.SECONDS);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<LedgerPeer> peers() {
        return chain.rpc().peers();
    }

    @Override
    public Optional<byte[]> receipt(String origin, long size) {
        return receipts.receipt(origin, size);
    }

    /**
     * Signs a header for another member, if this ledger's own node holds the same block for final.
     *
     * @param text the lines that members sign, as {@code BlockHeader.text} has them
     */
    public HeaderAnswer signHeader(String text) {
        return signing.sign(text);
    }

    /**
     * What another member is answered.
     *
     * @param status 200 with signature lines (C2SP signed-note); 400 for another text, 404 for another chain, 409 while the block is not
     *     final here, 422 when it has another hash here, 503 while the node does not answer, each with why
     */
    public record HeaderAnswer(int status, String body) {}

    @Override
    public void close() {}
}
