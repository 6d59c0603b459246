package io.tombolo.ledger.evm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.contract.Abi;
import io.tombolo.ledger.contract.AnchorsContract;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.schemas.Origin;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.evm.Rlp;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Trust;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Adds the cases about EVM chains to {@code schemas/vectors/evidence}, and to the policies beside them, from a chain of anvil: run it
 * again only for a new version of the contract or the receipt.
 */
final class GoldenChains extends GoldenCases {
    private static final Instant THEN = Instant.parse("2026-06-01T12:00:10Z");
    private static final int NODES = 4;

    private final AnchorTrust fabric;
    private final EvmTrust one;

    private GoldenChains(Path folder, Path state, DevelopmentChain anvil) throws IOException {
        super(folder, state, anvil);
        fabric = policy.ledgers().get(0);
        one = trust(contract, 1, signers.get(0));
    }

    @Override
    long id() {
        return DevelopmentChain.CHAIN_ID;
    }

    public static void main(String[] args) throws IOException {
        Path state = Files.createTempDirectory("golden-chains");
        try (DevelopmentChain anvil = DevelopmentChain.anvil("--timestamp", Long.toString(THEN.getEpochSecond()))) {
            GoldenChains golden = new GoldenChains(Path.of(args[0]), state.resolve("one"), anvil);
            golden.counted(state);
            golden.refused(state);
            golden.policies(golden.folder.resolveSibling("policies"));
            golden.writeIndex();
        }
    }

    private void counted(Path state) throws IOException {
        EvidenceAnchor ledger = good.anchors().get(0);
        byte[] receipt = honest(contract, state.resolve("one"), signers.get(0));
        EvidenceAnchor anchor = anchor(one, receipt);
        file("one", List.of(anchor), List.of(one), CrossAnchoring.TWO, "ANCHORED");
        file("and-fabric", List.of(ledger, anchor), List.of(fabric, one), CrossAnchoring.TWO, "CROSS_ANCHORED");
        file(
                "in-a-group",
                List.of(ledger, anchor),
                List.of(fabric, one),
                new CrossAnchoring.Group(2, List.of(fabric.name(), one.name()), List.of()),
                "CROSS_ANCHORED");
        EvmTrust two = trust(contract, 2, signers.toArray(new NoteSigner[0]));
        byte[] byTwo = honest(contract, state.resolve("one"), signers.get(0), signers.get(2));
        file("two-of-three", List.of(anchor(two, byTwo)), List.of(two), CrossAnchoring.TWO, "ANCHORED");
        refuse("one-of-three", receipt, two, "NOT_TRUSTED");
        refuse(
                "signed-by-a-stranger",
                honest(contract, state.resolve("one"), signer("one.example", 9)),
                one,
                "NOT_TRUSTED");
        byte[] withStranger = honest(contract, state.resolve("one"), signers.get(0), signer("stranger.example", 9));
        file("a-stranger-too", List.of(anchor(one, withStranger)), List.of(one), CrossAnchoring.TWO, "ANCHORED");
        String other = chain.deploy(state.resolve("other"));
        EvmTrust second = trust(other, 1, signers.get(1));
        byte[] there = honest(other, state.resolve("other"), signers.get(1));
        file("one-chain", List.of(anchor, anchor(second, there)), List.of(one, second), CrossAnchoring.TWO, "ANCHORED");
        file("not-in-the-policy", List.of(ledger, anchor), List.of(fabric), CrossAnchoring.TWO, "ANCHORED");
        List<EvidenceAnchor> anchors = List.of(anchor);
        Instant at = EvmLedger.connect(chain.config(contract, 0, state.resolve("one")))
                .read(head.origin(), head.size())
                .orElseThrow()
                .anchoredAt();
        file(
                "too-early",
                anchors,
                policy(keys(Optional.of(at.plusMillis(1)), Optional.empty()), Optional.empty()),
                "NOT_TRUSTED");
        file(
                "in-time",
                anchors,
                policy(keys(Optional.of(at), Optional.of(at.plusMillis(1))), Optional.of(at)),
                "ANCHORED");
        file("too-late", anchors, policy(keys(Optional.empty(), Optional.of(at)), Optional.empty()), "NOT_TRUSTED");
        file("too-old", anchors, policy(policy.logKeys(), Optional.of(at.plusMillis(1))), "NOT_TRUSTED");
        EvmTrust elsewhere = new EvmTrust(
                one.name().replace("evm:31337", "evm:31338"), one.code(), one.members(), 1, Optional.empty());
        refuse("another-chain", receipt, elsewhere, "ALTERED");
        refuse("another-contract", receipt, trust(other, 1, signers.get(0)), "ALTERED");
        refuse(
                "another-code",
                receipt,
                new EvmTrust(one.name(), head.root(), one.members(), 1, Optional.empty()),
                "NOT_TRUSTED");
        changed(receipt);
    }

    /** What is not signed is bound by hashes: each part of a receipt. */
    private void changed(byte[] receipt) throws IOException {
        refuse("a-byte-behind", Arrays.copyOf(receipt, receipt.length + 1), one, "MALFORMED");
        refuse("empty", new byte[0], one, "MALFORMED");
        refuse(
                "another-magic",
                with(receipt, 0, Rlp.encode("tombolo evm receipt 2".getBytes(UTF_8))),
                one,
                "MALFORMED");
        refuse("another-size", with(receipt, 2, Rlp.encode(BigInteger.valueOf(head.size() + 1))), one, "ALTERED");
        refuse("a-number-with-a-zero", with(receipt, 2, new byte[] {(byte) 0x82, 0, 7}), one, "MALFORMED");
        byte[] header = Rlp.decode(receipt).list().get(HEADER).string();
        byte[] later = header.clone();
        later[later.length - 1] ^= 1;
        refuse("another-header", with(receipt, HEADER, Rlp.encode(later)), one, "ALTERED");
        refuse(
                "a-header-cut",
                with(receipt, HEADER, Rlp.encode(Arrays.copyOf(header, header.length - 1))),
                one,
                "MALFORMED");
        List<byte[]> nodes = new ArrayList<>();
        Rlp.decode(receipt).list().get(NODES).list().forEach(node -> nodes.add(Rlp.encode(node.string())));
        refuse("a-node-less", with(receipt, NODES, Rlp.list(nodes.subList(0, nodes.size() - 1))), one, "ALTERED");
        List<byte[]> more = new ArrayList<>(nodes);
        more.add(Rlp.encode(Rlp.list(List.of())));
        refuse("a-node-more", with(receipt, NODES, Rlp.list(more)), one, "ALTERED");
        List<byte[]> twice = new ArrayList<>(nodes);
        twice.add(nodes.get(0));
        refuse("a-node-twice", with(receipt, NODES, Rlp.list(twice)), one, "MALFORMED");
        refuse("no-signature", with(receipt, LINES, Rlp.list(List.of())), one, "NOT_TRUSTED");
        byte[] line = Rlp.decode(receipt).list().get(LINES).list().get(0).string();
        line[line.length - 10] ^= 1;
        refuse("falsely-signed", with(receipt, LINES, Rlp.list(List.of(Rlp.encode(line)))), one, "ALTERED");
    }

    /** The chain verifies no signature of a log's owner: it holds whatever the owner's account sends. */
    private void refused(Path state) throws IOException {
        Hash root = Hash.of(Hash.sha256().digest(new byte[] {7}));
        Path third = state.resolve("third");
        String forked = chain.deploy(third);
        EvmTrust there = trust(forked, 1, signers.get(0));
        refuse(
                "another-root",
                dishonest(forked, third, new Checkpoint(head.origin(), head.size(), root)),
                there,
                "FORKED");
        Path fourth = state.resolve("fourth");
        String grown = chain.deploy(fourth);
        refuse(
                "a-larger-head-without-growth",
                dishonest(grown, fourth, new Checkpoint(head.origin(), head.size() + 1, root)),
                trust(grown, 1, signers.get(0)),
                "ALTERED");
        Origin origin = Origin.parse(head.origin()).orElseThrow();
        String elsewhere = origin.dataset().origin(origin.partition() + 1);
        refuse(
                "another-log",
                dishonest(grown, fourth, new Checkpoint(elsewhere, head.size(), head.root())),
                trust(grown, 1, signers.get(0)),
                "ALTERED");
    }

    private byte[] dishonest(String at, Path state, Checkpoint claimed) {
        EvmLedger ledger = EvmLedger.connect(chain.config(at, 0, state, signers.get(0)));
        register(ledger);
        byte[] text = (claimed.origin() + "\n").getBytes(UTF_8);
        byte[] keyed = ByteBuffer.allocate(text.length + 33)
                .put(text)
                .put(policy.logKeys().get(0).key().toArray())
                .array();
        byte[] unsigned = Arrays.copyOf(Arrays.copyOf(Hash.sha256().digest(keyed), 4), 68);
        Abi.Value argument = AnchorsContract.head(
                new HeadToAnchor(claimed.origin(), claimed.size(), claimed.root(), 0, List.of(), "unsigned"),
                "",
                Bytes.of(unsigned),
                "");
        chain.call(
                "eth_sendTransaction",
                JsonRpc.object()
                        .put("from", Account.ofHex(DevelopmentChain.KEYS.get(0)).address())
                        .put("to", at)
                        .put("data", JsonRpc.hex(AnchorsContract.anchor(List.of(argument)))));
        chain.mine(1);
        return ledger.receipt(claimed.origin(), claimed.size()).orElseThrow();
    }

    private void policies(Path suite) throws IOException {
        ObjectNode cases = JsonText.read(Files.readAllBytes(suite.resolve("cases.json")), "cases", 1 << 20);
        policy(suite, cases, "good", chain -> {}, true);
        policy(suite, cases, "without-an-operator", chain -> chain.remove("operator"), true);
        policy(suite, cases, "without-code", chain -> chain.remove("code"), false);
        policy(suite, cases, "code-cut", chain -> chain.put("code", "AAAA"), false);
        policy(suite, cases, "quorum-0", chain -> chain.put("quorum", 0), false);
        policy(suite, cases, "quorum-above-the-members", chain -> chain.put("quorum", 3), false);
        policy(suite, cases, "without-a-contract", chain -> chain.put("name", "evm:1"), false);
        policy(suite, cases, "contract-in-capitals", chain -> chain.put("name", "evm:1/0x" + "A".repeat(40)), false);
        policy(suite, cases, "chain-0", chain -> chain.put("name", "evm:0/0x" + "a".repeat(40)), false);
        policy(suite, cases, "member-without-a-key", chain -> member(chain).putArray("keys"), false);
        policy(suite, cases, "member-with-certificates", chain -> member(chain).putArray("certificates"), false);
        policy(
                suite,
                cases,
                "key-that-is-none",
                chain -> member(chain).putArray("keys").add("AAAA"),
                false);
        policy(
                suite,
                cases,
                "key-of-both-members",
                chain -> member(chain)
                        .putArray("keys")
                        .add(signers.get(1).verifier().vkey()),
                false);
        Files.write(suite.resolve("cases.json"), JsonText.write(cases).getBytes(UTF_8));
    }

    private List<LogKey> keys(Optional<Instant> from, Optional<Instant> until) {
        LogKey key = policy.logKeys().get(0);
        return List.of(new LogKey(key.organisation(), key.key(), from, until));
    }

    private TrustPolicy policy(List<LogKey> keys, Optional<Instant> oldest) {
        return new TrustPolicy(Trust.POLICY, keys, List.of(one), CrossAnchoring.TWO, oldest);
    }
}
