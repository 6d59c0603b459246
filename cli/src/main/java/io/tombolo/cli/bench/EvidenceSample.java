package io.tombolo.cli.bench;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.GatewayPeer;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.ProofMaker;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.RecordPart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Evidence about records that share an anchor: rows of 200 bytes in a log that the embedded ledger has anchored, three members, two of
 * which must sign.
 */
final class EvidenceSample {
    static final String KIND = "fabric";

    private static final String ORIGIN = "bench.example/rows/0";
    private static final List<String> MEMBERS = List.of("one.development", "two.development", "three.development");
    private static final String CHANNEL = "tombolo";
    private static final String CHAINCODE = "anchors";
    private static final String SCHEMA = CanonicalSchema.of(
                    "{\"type\":\"record\",\"name\":\"bench.Row\",\"fields\":[{\"name\":\"text\",\"type\":\"string\"},"
                            + "{\"name\":\"number\",\"type\":\"long\"},{\"name\":\"real\",\"type\":\"double\"}]}")
            .json();
    private static final int VALUE_BYTES = 200;

    private final KeyPair pair = Ed25519Keys.generate();
    private final NoteSigner signer = NoteSigner.ed25519(ORIGIN, pair);
    private final TreeHasher hasher = TreeHasher.sha256();
    private final List<EvidenceRecord> records = new ArrayList<>();
    private final List<byte[]> entries = new ArrayList<>();
    private final List<List<Hash>> levels = new ArrayList<>();

    /**
     * What a voucher gave for a log.
     *
     * @param nanos from a head to its receipt, each
     * @param receipt of the last head
     */
    record Confirmed(List<Long> nanos, Bytes receipt) {}

    /** Files and a policy to verify them by. */
    record Files(List<byte[]> files, TrustPolicy policy) {}

    private EvidenceSample(int leaves) {
        SplittableRandom random = new SplittableRandom(7);
        List<Hash> hashes = new ArrayList<>();
        for (int i = 0; i < leaves; i++) {
            byte[] value = new byte[VALUE_BYTES];
            byte[] salt = new byte[16];
            random.nextBytes(value);
            random.nextBytes(salt);
            EvidenceRecord record = new EvidenceRecord(
                    i,
                    Optional.of(1_700_000_000_000L + i),
                    Optional.of(new RecordPart(Optional.of("\"long\""), Bytes.of(new byte[] {(byte) i}))),
                    Optional.of(new RecordPart(Optional.of(SCHEMA), Bytes.of(value))),
                    Optional.of(Bytes.of(salt)));
            records.add(record);
            Entry entry = new Entry(
                    Commitment.AS_REGISTERED, i, 1_700_000_000_000L + i, record.commitment(Commitment.AS_REGISTERED));
            entries.add(entry.encode());
            hashes.add(hasher.leaf(entries.get(i)));
        }
        for (; !hashes.isEmpty(); hashes = parents(hashes)) {
            levels.add(hashes);
        }
    }

    /** What confirms heads, and how a policy names it. */
    record Voucher(Ledger ledger, AnchorTrust trust) {}

    /** Evidence about so many records, spread over a log of so many leaves, a power of two, with a receipt of the embedded ledger. */
    static Files make(int leaves, int files, Path folder) {
        EvidenceSample sample = new EvidenceSample(leaves);
        try (EmbeddedLedger embedded = embedded(folder);
                Ledger ledger = connect(embedded, folder.resolve("connection"))) {
            Voucher voucher = new Voucher(ledger, trust(embedded));
            return sample.files(files, List.of(voucher), List.of(sample.confirm(voucher, 1)));
        }
    }

    static EvidenceSample of(int leaves) {
        return new EvidenceSample(leaves);
    }

    static EmbeddedLedger embedded(Path folder) {
        return EmbeddedLedger.open(new EmbeddedLedger.Config(
                folder.resolve("chain"), "127.0.0.1", 0, CHANNEL, CHAINCODE, MEMBERS, Clock.systemUTC()));
    }

    String logKey() {
        return LogKey.ofVkey(signer.verifier().vkey()).key().base64();
    }

    /**
     * Has so many heads confirmed one after the other, the last one of the whole log.
     *
     * @param heads a power of two, at most the log's leaves
     */
    Confirmed confirm(Voucher voucher, int heads) {
        int leaves = records.size();
        byte[] key = pair.getPublic().getEncoded();
        voucher.ledger()
                .register(new DatasetRegistration(
                        "bench.example",
                        "rows",
                        Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, key.length - 32, key.length))));
        CompactRange range = CompactRange.empty();
        List<Long> nanos = new ArrayList<>();
        Bytes receipt = Bytes.of(new byte[0]);
        for (int i = 0; i < heads; i++) {
            int from = i * (leaves / heads);
            levels.get(0).subList(from, from + leaves / heads).forEach(range::appendLeafHash);
            TreeHead head = range.head();
            HeadToAnchor next =
                    new HeadToAnchor(ORIGIN, head.size(), head.root(), from, growth(from, head.size()), note(head));
            long begun = System.nanoTime();
            AnchorOutcome outcome = voucher.ledger().anchor(List.of(next)).get(0);
            if (!(outcome instanceof AnchorOutcome.Committed)) {
                throw new IllegalStateException(voucher.ledger().name() + ": " + outcome);
            }
            receipt = Bytes.of(voucher.ledger().receipt(ORIGIN, head.size()).orElseThrow());
            nanos.add(System.nanoTime() - begun);
        }
        return new Confirmed(nanos, receipt);
    }

    /** Evidence with these receipts of the whole log. */
    Files files(int files, List<Voucher> vouchers, List<Confirmed> confirmed) {
        int leaves = records.size();
        TreeHead head = new TreeHead(leaves, levels.get(levels.size() - 1).get(0));
        TrustPolicy policy = TrustPolicy.of(
                List.of(LogKey.ofVkey(signer.verifier().vkey())),
                vouchers.stream().map(Voucher::trust).toList());
        List<EvidenceAnchor> anchors = new ArrayList<>();
        for (int i = 0; i < vouchers.size(); i++) {
            anchors.add(new EvidenceAnchor(
                    vouchers.get(i).ledger().name(),
                    new ConsistencyProof(List.of()),
                    confirmed.get(i).receipt()));
        }
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            int leaf = (int) ((long) i * leaves / files);
            all.add(EvidenceFile.write(new Evidence(
                    ORIGIN,
                    records.get(leaf),
                    Bytes.of(entries.get(leaf)),
                    ProofMaker.inclusion(hasher, this::node, leaf, leaves),
                    note(head),
                    anchors,
                    policy)));
        }
        return new Files(all, policy);
    }

    private List<Hash> growth(long from, long size) {
        return from == 0
                ? List.of()
                : ProofMaker.consistency(hasher, this::node, from, size).path();
    }

    private Hash node(int level, long index) {
        return levels.get(level).get((int) index);
    }

    private String note(TreeHead head) {
        return NoteSigner.sign(new Checkpoint(ORIGIN, head).text(), signer).format();
    }

    private List<Hash> parents(List<Hash> hashes) {
        List<Hash> parents = new ArrayList<>();
        for (int i = 0; i + 1 < hashes.size(); i += 2) {
            parents.add(hasher.node(hashes.get(i), hashes.get(i + 1)));
        }
        return parents;
    }

    static LedgerTrust trust(EmbeddedLedger embedded) {
        TreeMap<String, List<X509Certificate>> members = new TreeMap<>();
        try {
            CertificateFactory certificates = CertificateFactory.getInstance("X.509");
            for (Map.Entry<String, String> member : embedded.trustAnchors().entrySet()) {
                members.put(member.getKey(), List.of((X509Certificate) certificates.generateCertificate(
                        new ByteArrayInputStream(member.getValue().getBytes(StandardCharsets.US_ASCII)))));
            }
        } catch (CertificateException e) {
            throw new IllegalStateException("the embedded ledger's own certificates", e);
        }
        return new LedgerTrust(embedded.name(), CHANNEL, CHAINCODE, members, 2);
    }

    static Ledger connect(EmbeddedLedger embedded, Path state) {
        var identity = embedded.enrol("bench.example");
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(GatewayPeer.plainText(embedded.endpoint())),
                CHANNEL,
                CHAINCODE,
                FabricIdentity.ofPem(identity.mspId(), identity.certificatePem(), identity.privateKeyPem()),
                MEMBERS.subList(0, 2),
                state,
                FabricLedger.Config.DEFAULT_PATIENCE));
    }
}
