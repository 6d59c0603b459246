package io.tombolo.verification;

import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.head.OwnerKeys;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.evm.EvmReceiptVerifier;
import io.tombolo.verification.receipt.fabric.FabricReceiptVerifier;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import io.tombolo.verification.receipt.timestamp.TimestampReceiptVerifier;
import io.tombolo.verification.receipt.witness.WitnessReceiptVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Inspection;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Times;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import io.tombolo.verification.verdict.VerifiedRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns an evidence file into a verdict, from its bytes and the verifier's own policy alone. Each answer is a value, whatever the bytes
 * are. Immutable, and safe for use by several threads.
 */
public final class EvidenceVerifier {
    private final Map<String, ReceiptVerifier> receiptVerifiers;

    /** @param receiptVerifiers by kind of ledger: what precedes the colon in a ledger's name, as {@code fabric} */
    public EvidenceVerifier(Map<String, ReceiptVerifier> receiptVerifiers) {
        this.receiptVerifiers = Map.copyOf(receiptVerifiers);
    }

    /** Reads the receipts of every kind of ledger that this library knows. */
    public static EvidenceVerifier standard() {
        return new EvidenceVerifier(receipts());
    }

    /** The readers of receipts that this library has, by kind of ledger: {@code fabric}, {@code rfc3161} and {@code witness}. */
    public static Map<String, ReceiptVerifier> receipts() {
        return Map.of(
                "evm", new EvmReceiptVerifier(),
                "fabric", new FabricReceiptVerifier(),
                "fisco", new FiscoReceiptVerifier(),
                "rfc3161", new TimestampReceiptVerifier(),
                "witness", new WitnessReceiptVerifier());
    }

    /**
     * A verdict by the verifier's own policy.
     *
     * @throws IllegalArgumentException for a policy that is somebody else's word ({@link Trust#SELF_ASSERTED}): see {@link #inspect}
     */
    public Verdict verify(byte[] file, TrustPolicy policy) {
        if (policy.trust() != Trust.POLICY) {
            throw new IllegalArgumentException(
                    "policy: it is not the verifier's own, so it gives no verdict: inspect the file");
        }
        return judge(file, Optional.of(policy));
    }

    /**
     * Whether a file agrees with itself, by the keys and the members that it names itself. That is not a verdict: anybody can make such a
     * file. It distinguishes a damaged file from an intact one, and shows what the file claims.
     */
    public Inspection inspect(byte[] file) {
        Verdict verdict = judge(file, Optional.empty());
        if (verdict instanceof Verdict.Accepted accepted) {
            return new Inspection.Intact(
                    accepted.level(), accepted.development(), accepted.subject(), accepted.times(), accepted.checks());
        }
        Verdict.Refused refused = (Verdict.Refused) verdict;
        return new Inspection.Refused(refused.refusal(), refused.detail(), refused.checks());
    }

    private Verdict judge(byte[] file, Optional<TrustPolicy> policy) {
        CheckList checks = new CheckList();
        try {
            return SetVerification.isFor(file)
                    ? SetVerification.judge(file, policy, receiptVerifiers, checks)
                    : single(file, policy, checks);
        } catch (CheckList.Failed failed) {
            return new Verdict.Refused(failed.refusal(), failed.detail(), checks.all());
        } catch (MalformedException e) {
            return malformed(String.valueOf(e.getMessage()), checks);
        } catch (RuntimeException | StackOverflowError e) {
            // No reader may throw this, and a stranger's bytes must not decide whether the caller continues.
            return malformed("a reader failed on these bytes: " + e, checks);
        }
    }

    private static Verdict malformed(String detail, CheckList checks) {
        checks.fail("form", detail, Refusal.MALFORMED);
        return new Verdict.Refused(Refusal.MALFORMED, detail, checks.all());
    }

    private Verdict single(byte[] file, Optional<TrustPolicy> policy, CheckList checks) throws CheckList.Failed {
        Evidence evidence = EvidenceFile.read(file);
        RecordCheck.record(evidence.entry(), evidence.record(), checks);
        TrustPolicy by = policy.orElse(evidence.claims());
        HeadVerification head = new HeadVerification(evidence.origin(), by, receiptVerifiers, checks);
        OwnerKeys.Opened.Signed signed = head.open(evidence.checkpoint());
        RecordCheck.included(evidence.inLog(), signed.checkpoint().head(), checks);
        HeadVerification.Anchors anchors = head.anchors(signed, evidence.anchors());
        DisclosureCheck.opens(evidence.record(), checks);
        canonical(EvidenceFile.isCanonical(file, evidence), checks);
        VerifiedRecord record = evidence.record().at(evidence.inclusion().index());
        Subject subject = Subject.of(evidence.origin(), record.index(), record.offset());
        Times times = new Times(record.timestamp(), Optional.empty(), anchors.earliest());
        return new Verdict.Accepted(
                anchors.level(by), anchors.development(), subject, times, List.of(record), checks.all());
    }

    /** Last, so that a file with a changed record is called altered, not malformed. */
    static void canonical(boolean is, CheckList checks) throws CheckList.Failed {
        checks.check(
                is,
                "file",
                is
                        ? "every byte as its content is written, digest included"
                        : "its bytes are not those that its content is written as: spaces, line ends or the digest"
                                + " were changed, as editors do; ask for the file again",
                Refusal.ALTERED);
    }
}
