package io.tombolo.verification;

import io.tombolo.verification.evidence.EvidenceEvent;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.head.OwnerKeys;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Times;
import io.tombolo.verification.verdict.Verdict;
import java.util.Map;
import java.util.Optional;

/**
 * The way of a file about several records, which shares checkpoint and anchors with that of a single one. A verdict about a single record
 * does not rest on what is behind this door.
 */
final class SetVerification {
    private SetVerification() {}

    static boolean isFor(byte[] file) {
        return EvidenceSetFile.isOne(file);
    }

    static Verdict judge(
            byte[] file, Optional<TrustPolicy> policy, Map<String, ReceiptVerifier> receiptVerifiers, CheckList checks)
            throws CheckList.Failed {
        EvidenceSet evidence = EvidenceSetFile.read(file);
        SetCheck records = SetCheck.records(evidence, checks);
        TrustPolicy by = policy.orElse(evidence.claims());
        HeadVerification head = new HeadVerification(evidence.origin(), by, receiptVerifiers, checks);
        OwnerKeys.Opened.Signed signed = head.open(evidence.checkpoint());
        records.included(signed.checkpoint().head(), checks);
        HeadVerification.Anchors anchors = head.anchors(signed, evidence.anchors());
        for (EvidenceEvent event : evidence.events()) {
            DisclosureCheck.opens(event.record(), checks);
        }
        EvidenceVerifier.canonical(EvidenceSetFile.isCanonical(file, evidence), checks);
        Times times = new Times(Optional.empty(), Optional.empty(), anchors.earliest());
        return new Verdict.Accepted(
                anchors.level(by),
                anchors.development(),
                evidence.subject(),
                times,
                evidence.events().stream()
                        .map(event -> event.record().at(event.index()))
                        .toList(),
                checks.all());
    }
}
