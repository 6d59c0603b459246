package io.tombolo.verification.evidence;

import io.tombolo.merkle.checkpoint.TlogProof;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.TrustPolicy;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Parts of evidence: with fewer receipts, or in the forms of others for tools that know the log but not Tombolo. */
public final class EvidenceExport {
    private EvidenceExport() {}

    /** The same evidence with the receipts of these ledgers alone, and with what its maker names of them; all they confirm it still proves. */
    public static Evidence only(Evidence evidence, Collection<String> ledgers) {
        TrustPolicy claims = evidence.claims();
        TrustPolicy fewer = new TrustPolicy(
                claims.trust(),
                claims.logKeys(),
                claims.ledgers().stream()
                        .filter(ledger -> ledgers.contains(ledger.name()))
                        .toList(),
                claims.crossAnchoring() instanceof CrossAnchoring.Any any ? any : CrossAnchoring.TWO,
                claims.oldestAnchor(),
                claims.retired().entrySet().stream()
                        .filter(ledger -> ledgers.contains(ledger.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        return new Evidence(
                evidence.origin(),
                evidence.record(),
                evidence.entry(),
                evidence.inclusion(),
                evidence.checkpoint(),
                evidence.anchors().stream()
                        .filter(anchor -> ledgers.contains(anchor.ledger()))
                        .toList(),
                fewer);
    }

    /**
     * The C2SP tlog-proof (v1) of the entry: index, path and checkpoint, with the entry's 50 bytes as extra data. Who verifies it knows
     * that the log holds the entry, not what the entry commits to, and nothing of the ledger.
     */
    public static String tlogProof(Evidence evidence) {
        return new TlogProof(evidence.inclusion(), SignedNote.parse(evidence.checkpoint()))
                .withExtra(evidence.entry().toArray())
                .format();
    }
}
