package io.tombolo.verification.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Trust;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Evidence from a log of 10^9 leaves that three witnesses confirm; its siblings are hashes of numbers, in place of a tree of that size. */
final class LargeLog {
    static final long SIZE = 1_000_000_000;

    /** With as many siblings as a leaf of such a tree can have. */
    static final long INDEX = 123_456_789;

    private static final String ORIGIN = "acme.example/orders/0";
    private static final Instant THEN = Instant.parse("2026-06-01T12:00:10Z");
    private static final int SIBLINGS = 30;

    private LargeLog() {}

    static Evidence evidence() {
        EvidenceRecord record = new EvidenceRecord(
                2_000_000_000L,
                Optional.of(THEN.toEpochMilli()),
                Optional.of(new RecordPart(Optional.empty(), Bytes.of("7".getBytes(UTF_8)))),
                Optional.of(new RecordPart(Optional.empty(), Bytes.of("{\"price\": 4.5}".getBytes(UTF_8)))),
                Optional.of(Bytes.of(new byte[16])));
        Bytes entry = CompactEvidence.entry(record, (byte) 0);
        List<Hash> path = new ArrayList<>();
        for (int i = 0; i < SIBLINGS; i++) {
            path.add(Hash.of(Hash.sha256().digest(new byte[] {(byte) i})));
        }
        InclusionProof inclusion = new InclusionProof(INDEX, path);
        Hash leaf = TreeHasher.sha256().leaf(entry.toArray());
        Hash root = inclusion.impliedRoot(TreeHasher.sha256(), leaf, SIZE).orElseThrow();
        NoteSigner owner = NoteSigner.ed25519(ORIGIN, Ed25519Keys.fromSeed(seed(9)));
        String text = new Checkpoint(ORIGIN, SIZE, root).text();
        List<AnchorTrust> witnesses = new ArrayList<>();
        List<EvidenceAnchor> anchors = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            NoteSigner signer = Witness.signer(
                    "witness" + i + ".example", Ed25519Keys.fromSeed(seed(i)), Clock.fixed(THEN, ZoneOffset.UTC));
            witnesses.add(WitnessTrust.ofVkey(signer.verifier().vkey()));
            anchors.add(new EvidenceAnchor(
                    "witness:witness" + i + ".example",
                    new ConsistencyProof(List.of()),
                    Bytes.of(NoteSigner.sign(text, signer).format().getBytes(UTF_8))));
        }
        TrustPolicy claims = new TrustPolicy(
                Trust.SELF_ASSERTED,
                List.of(LogKey.ofVkey(owner.verifier().vkey())),
                witnesses,
                CrossAnchoring.TWO,
                Optional.empty());
        return new Evidence(
                ORIGIN, record, entry, inclusion, NoteSigner.sign(text, owner).format(), anchors, claims);
    }

    private static byte[] seed(int number) {
        byte[] seed = new byte[32];
        seed[31] = (byte) number;
        return seed;
    }
}
