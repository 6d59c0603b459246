package io.tombolo.ledger.evm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.evm.BlockHeader;
import io.tombolo.verification.receipt.evm.Rlp;
import io.tombolo.verification.trust.CrossAnchoring;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/**
 * Adds the cases about validators' seals to {@code schemas/vectors/evidence}, and to the policies beside them, from headers of a network of
 * four validators of GoQuorum: run it again only for a new version of the contract or the receipt.
 */
final class GoldenSeals extends GoldenCases {
    private static final int EXTRA_DATA = 12;
    private static final int ROUND = 3;
    private static final int SEALS = 4;
    private static final BigInteger ORDER =
            CustomNamedCurves.getByName("secp256k1").getN();

    private GoldenSeals(Path folder, Path state, DevelopmentChain network) throws IOException {
        super(folder, state, network);
    }

    @Override
    long id() {
        return QbftNetwork.CHAIN_ID;
    }

    public static void main(String[] args) throws IOException {
        Path scratch = Files.createTempDirectory("golden-seals");
        try (DevelopmentChain network = QbftNetwork.start(Files.createDirectory(scratch.resolve("network")))) {
            GoldenSeals golden = new GoldenSeals(Path.of(args[0]), scratch.resolve("state"), network);
            golden.cases(scratch.resolve("state"));
            golden.policies(golden.folder.resolveSibling("policies"));
            golden.writeIndex();
        }
    }

    private EvmTrust validators(long id, int quorum, List<String> addresses) {
        TreeMap<String, List<String>> members = new TreeMap<>();
        addresses.forEach(address -> members.put("v" + address.substring(2, 6) + ".example", List.of(address)));
        return new EvmTrust(EvmLedger.name(id, contract), EvmLedger.code(), members, quorum, Optional.empty());
    }

    private void cases(Path state) throws IOException {
        byte[] receipt = honest(contract, state);
        EvmTrust three = validators(id(), 3, QbftNetwork.validators());
        file("qbft", List.of(anchor(three, receipt)), List.of(three), CrossAnchoring.TWO, "ANCHORED");
        byte[] signed = honest(contract, state, signers.get(0));
        EvmTrust one = trust(contract, 1, signers.get(0));
        file("qbft-by-a-member", List.of(anchor(one, signed)), List.of(one), CrossAnchoring.TWO, "ANCHORED");
        String sealer = sealers(signed).first();
        TreeMap<String, List<String>> both = new TreeMap<>(one.members());
        both.put("sealer.example", List.of(sealer));
        EvmTrust mixed = new EvmTrust(one.name(), one.code(), both, 2, Optional.empty());
        file("qbft-by-both", List.of(anchor(mixed, signed)), List.of(mixed), CrossAnchoring.TWO, "ANCHORED");
        List<String> strangers = DevelopmentChain.KEYS.stream()
                .map(key -> Account.ofHex(key).address())
                .toList();
        refuse("qbft-by-strangers", receipt, validators(id(), 2, strangers), "NOT_TRUSTED");
        refuse(
                "qbft-by-too-few",
                receipt,
                validators(id(), 2, List.of(sealers(receipt).first(), strangers.get(0), strangers.get(1))),
                "NOT_TRUSTED");
        // The same validators seal another chain, where a contract has the same address.
        refuse("qbft-another-chain", receipt, validators(id() + 1, 3, QbftNetwork.validators()), "ALTERED");
        List<byte[]> seals = seals(receipt);
        byte[] twice = seals.get(0);
        refuse("qbft-two-seals", sealed(receipt, seals.subList(0, 2)), three, "ALTERED");
        refuse("qbft-no-seal", sealed(signed, List.of()), one, "ALTERED");
        refuse("qbft-a-seal-twice", sealed(receipt, List.of(twice, twice, seals.get(1))), three, "ALTERED");
        byte[] changed = twice.clone();
        changed[40] ^= 1;
        refuse("qbft-a-seal-changed", sealed(receipt, List.of(changed, seals.get(1), seals.get(2))), three, "ALTERED");
        refuse(
                "qbft-a-seal-in-its-other-form",
                sealed(receipt, List.of(otherForm(twice), seals.get(1), seals.get(2))),
                three,
                "ALTERED");
        refuse(
                "qbft-a-seal-cut",
                sealed(receipt, List.of(Arrays.copyOf(twice, 64), seals.get(1), seals.get(2))),
                three,
                "ALTERED");
        refuse("qbft-another-round", extra(receipt, ROUND, Rlp.encode(BigInteger.ONE)), three, "ALTERED");
        refuse("qbft-another-vanity", extra(receipt, 0, Rlp.encode(new byte[32])), three, "ALTERED");
        refuse(
                "qbft-another-vote",
                extra(receipt, 2, Rlp.list(List.of(Rlp.encode(new byte[20]), Rlp.encode(new byte[] {1})))),
                three,
                "ALTERED");
        refuse("qbft-no-validators", extra(receipt, 1, Rlp.list(List.of())), three, "MALFORMED");
        refuse("qbft-another-state", header(receipt, 3, Rlp.encode(head.root().toBytes())), three, "ALTERED");
        refuse("qbft-no-extra-data", header(receipt, EXTRA_DATA, Rlp.encode(new byte[32])), three, "MALFORMED");
    }

    private static SortedSet<String> sealers(byte[] receipt) {
        return BlockHeader.decode(Rlp.decode(receipt).list().get(HEADER).string())
                .sealers();
    }

    private static List<Rlp.Item> extra(byte[] receipt) {
        List<Rlp.Item> header =
                Rlp.decode(Rlp.decode(receipt).list().get(HEADER).string()).list();
        return Rlp.decode(header.get(EXTRA_DATA).string()).list();
    }

    private static List<byte[]> seals(byte[] receipt) {
        return extra(receipt).get(SEALS).list().stream().map(Rlp.Item::string).toList();
    }

    private static byte[] sealed(byte[] receipt, List<byte[]> seals) {
        return extra(receipt, SEALS, Rlp.list(seals.stream().map(Rlp::encode).toList()));
    }

    private static byte[] extra(byte[] receipt, int part, byte[] encoded) {
        List<byte[]> parts = new ArrayList<>();
        extra(receipt).forEach(item -> parts.add(item.encoded()));
        parts.set(part, encoded);
        return header(receipt, EXTRA_DATA, Rlp.encode(Rlp.list(parts)));
    }

    private static byte[] header(byte[] receipt, int field, byte[] encoded) {
        byte[] header = Rlp.decode(receipt).list().get(HEADER).string();
        return with(receipt, HEADER, Rlp.encode(with(header, field, encoded)));
    }

    /** The second signature that an ECDSA signature gives away: the order minus s, of the other parity. */
    private static byte[] otherForm(byte[] seal) {
        byte[] s = ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(seal, 32, 64)))
                .toByteArray();
        byte[] other = seal.clone();
        Arrays.fill(other, 32, 64, (byte) 0);
        int length = Math.min(s.length, 32);
        System.arraycopy(s, s.length - length, other, 64 - length, length);
        other[64] ^= 1;
        return other;
    }

    private void policies(Path suite) throws IOException {
        ObjectNode cases = JsonText.read(Files.readAllBytes(suite.resolve("cases.json")), "cases", 1 << 20);
        List<String> addresses = QbftNetwork.validators();
        policy(suite, cases, "validators", chain -> keys(chain, addresses.get(0)), true);
        policy(
                suite,
                cases,
                "validators-below-two-thirds",
                chain -> keys(chain, addresses.get(0)).put("quorum", 1),
                false);
        policy(suite, cases, "validator-in-capitals", chain -> keys(chain, "0x" + "A".repeat(40)), false);
        policy(suite, cases, "validator-cut", chain -> keys(chain, "0x" + "a".repeat(39)), false);
        policy(suite, cases, "validator-twice", chain -> keys(chain, addresses.get(0), addresses.get(0)), false);
        Files.write(suite.resolve("cases.json"), JsonText.write(cases).getBytes(UTF_8));
    }

    private static ObjectNode keys(ObjectNode chain, String... keys) {
        ArrayNode all = member(chain).putArray("keys");
        Arrays.stream(keys).forEach(all::add);
        return chain;
    }
}
