package io.tombolo.verification.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.RememberingVerifier;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.explain.Explanation;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.Certificates;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.evm.EvmReceiptVerifier;
import io.tombolo.verification.receipt.fabric.FabricReceiptVerifier;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import io.tombolo.verification.receipt.timestamp.TimestampReceiptVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every door through which a verifier takes foreign bytes. No reader throws anything but {@link MalformedException}; what it reads, it
 * reads again from what it wrote; no bytes are accepted under the golden policy but those of the golden files; and a verifier that
 * remembers them all gives no other verdict.
 */
final class EveryReader {
    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");
    private static final Path DISCLOSED = FOLDER.resolveSibling("disclosed");
    private static final int READERS = 11;

    private final EvidenceVerifier verifier = new EvidenceVerifier(Map.of("fabric", new FabricReceiptVerifier()));
    private final RememberingVerifier remembering =
            new RememberingVerifier(Map.of("fabric", new FabricReceiptVerifier()), 100);
    private final TrustPolicy policy = PolicyFile.read(read(FOLDER.resolve("policy.json")));
    private final LedgerTrust ledger = policy.consortia().get(0);
    private final AnchorTrust authority = PolicyFile.read(read(FOLDER.resolve("policy-timestamp-one.json")))
            .ledgers()
            .get(0);
    private final ReceiptVerifier stamps = new TimestampReceiptVerifier();
    private final byte[] timestamp = anchored("timestamp-one.json");
    private final AnchorTrust chain = PolicyFile.read(read(FOLDER.resolve("policy-evm-one.json")))
            .ledgers()
            .get(0);
    private final ReceiptVerifier storage = new EvmReceiptVerifier();
    private final byte[] proven = anchored("evm-one.json");
    private final AnchorTrust sealed = PolicyFile.read(read(FOLDER.resolve("policy-fisco-national.json")))
            .ledgers()
            .get(0);
    private final ReceiptVerifier seals = new FiscoReceiptVerifier();
    private final byte[] called = anchored("fisco-national.json");
    private final byte[] unpacked;
    private final EvidenceVerifier opening = EvidenceVerifier.standard();
    private final TrustPolicy disclosing = PolicyFile.read(read(DISCLOSED.resolve("policy.json")));
    private final Set<ByteBuffer> disclosed = new HashSet<>();
    private final Set<ByteBuffer> good = new HashSet<>();
    private final List<byte[]> seeds = new ArrayList<>();

    private EveryReader() throws IOException {
        JsonNode keys = new ObjectMapper()
                .readTree(read(DISCLOSED.resolve("cases.json")))
                .path("cases");
        for (JsonNode one : keys) {
            byte[] file = read(DISCLOSED.resolve(one.path("file").asText()));
            seeds.add(seed(10, file));
            if (opening.verify(file, disclosing).isAccepted()) {
                disclosed.add(ByteBuffer.wrap(file));
            }
        }
        JsonNode cases =
                new ObjectMapper().readTree(read(FOLDER.resolve("cases.json"))).path("cases");
        for (JsonNode one : cases) {
            byte[] file = read(FOLDER.resolve(one.path("file").asText()));
            if (file.length < 20_000) {
                seeds.add(seed(0, file));
            }
            if (remembering.verify(file, policy).isAccepted()) {
                good.add(ByteBuffer.wrap(file));
            }
        }
        try (Stream<Path> policies = Files.list(FOLDER)) {
            policies.filter(path -> path.getFileName().toString().startsWith("policy"))
                    .sorted()
                    .forEach(path -> seeds.add(seed(1, read(path))));
        }
        byte[] receipt = anchored("good-anchored.json");
        seeds.add(seed(2, receipt));
        unpacked = Receipts.unpacked(receipt);
        seeds.add(seed(3, unpacked));
        for (String signature : List.of("3006020101020101", "30080204010203040200", "3045022100ff020101")) {
            seeds.add(seed(4, HexFormat.of().parseHex(signature)));
        }
        byte[] certificate = der(policy);
        seeds.add(seed(5, certificate));
        seeds.add(seed(6, certificate));
        seeds.add(seed(7, timestamp));
        seeds.add(seed(8, proven));
        seeds.add(seed(9, called));
    }

    static EveryReader ofGoldenFiles() {
        try {
            return new EveryReader();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] anchored(String file) {
        return EvidenceFile.read(read(FOLDER.resolve(file)))
                .anchors()
                .get(0)
                .receipt()
                .toArray();
    }

    List<byte[]> seeds() {
        return seeds;
    }

    /** The first byte says which reader gets the rest. */
    void read(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] input = Arrays.copyOfRange(data, 1, data.length);
        switch ((data[0] & 0xFF) % READERS) {
            case 0 -> evidence(input);
            case 1 -> policy(input);
            case 2 -> receipt(input);
            case 3 -> receipt(Receipts.packed(input));
            case 4 -> receipt(Receipts.packed(Receipts.withSignature(unpacked, input)));
            case 5 -> receipt(Receipts.packed(Receipts.withEndorser(unpacked, input)));
            case 6 -> certificates(input);
            case 7 -> timestamp(input);
            case 8 -> storage(input);
            case 9 -> seals(input);
            default -> disclosed(input);
        }
    }

    private void evidence(byte[] input) {
        Verdict verdict = verifier.verify(input, policy);
        onlyGolden(input, verdict, good);
        if (!verdict.equals(remembering.verify(input, policy))) {
            throw new AssertionError("remembering changed this verdict: " + verdict);
        }
        verifier.inspect(input);
        Explanation.of(input, Optional.empty(), verifier);
        again(input);
    }

    /** A key opens its field or refuses the file, and what was opened is shown, whatever an owner sealed. */
    private void disclosed(byte[] input) {
        onlyGolden(input, opening.verify(input, disclosing), disclosed);
        opening.inspect(input);
        Explanation.of(input, Optional.of(disclosing), opening);
        again(input);
    }

    private static void onlyGolden(byte[] input, Verdict verdict, Set<ByteBuffer> golden) {
        if (verdict.isAccepted() && !golden.contains(ByteBuffer.wrap(input))) {
            throw new AssertionError("accepted, and none of the golden files: " + new String(input, UTF_8));
        }
    }

    private static void again(byte[] input) {
        try {
            if (EvidenceSetFile.isOne(input)) {
                same(
                        EvidenceSetFile.read(input),
                        EvidenceSetFile.read(EvidenceSetFile.write(EvidenceSetFile.read(input))));
            } else {
                same(EvidenceFile.read(input), EvidenceFile.read(EvidenceFile.write(EvidenceFile.read(input))));
            }
        } catch (MalformedException refused) {
            // One of the two things that a reader may do.
        }
    }

    private void timestamp(byte[] input) {
        // An ECDSA signature has a second spelling; what is confirmed has none.
        if (stamps.check(input, authority) instanceof ReceiptCheck.Vouched vouched
                && !(stamps.check(timestamp, authority) instanceof ReceiptCheck.Vouched golden
                        && vouched.fact().equals(golden.fact()))) {
            throw new AssertionError("not what was time-stamped: " + vouched.fact());
        }
    }

    private void storage(byte[] input) {
        if (storage.check(input, chain) instanceof ReceiptCheck.Vouched vouched
                && !(storage.check(proven, chain) instanceof ReceiptCheck.Vouched golden
                        && vouched.fact().equals(golden.fact()))) {
            throw new AssertionError("not what was proven: " + vouched.fact());
        }
    }

    private void seals(byte[] input) {
        if (seals.check(input, sealed) instanceof ReceiptCheck.Vouched vouched
                && !(seals.check(called, sealed) instanceof ReceiptCheck.Vouched golden
                        && vouched.fact().equals(golden.fact()))) {
            throw new AssertionError("not what was sealed: " + vouched.fact());
        }
    }

    private static void policy(byte[] input) {
        try {
            TrustPolicy read = PolicyFile.read(input);
            same(read, PolicyFile.read(PolicyFile.write(read)));
        } catch (MalformedException refused) {
            // As above.
        }
    }

    private void receipt(byte[] input) {
        ReceiptCheck check = new FabricReceiptVerifier().check(input, ledger);
        if (check.checks().isEmpty()) {
            throw new AssertionError("a receipt was judged without a check");
        }
    }

    private static void certificates(byte[] input) {
        try {
            Certificates.certificate(input, "certificate");
        } catch (MalformedException refused) {
            // As above.
        }
        try {
            Certificates.revocationList(input, "list");
        } catch (MalformedException refused) {
            // As above.
        }
        try {
            Certificates.ofPem(new String(input, UTF_8), "certificate");
        } catch (MalformedException refused) {
            // As above.
        }
    }

    private static byte[] der(TrustPolicy policy) {
        try {
            return policy.consortia()
                    .get(0)
                    .members()
                    .values()
                    .iterator()
                    .next()
                    .get(0)
                    .getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void same(Object read, Object again) {
        if (!read.equals(again)) {
            throw new AssertionError("read, written and read again, it is another: " + read + " and " + again);
        }
    }

    private static byte[] seed(int reader, byte[] input) {
        return ByteBuffer.allocate(1 + input.length)
                .put((byte) reader)
                .put(input)
                .array();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
