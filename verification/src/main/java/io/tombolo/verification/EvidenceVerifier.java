package io.tombolo.verification;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Subject;
import io.tombolo.verification.verdict.Times;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns an evidence file into a verdict, from its bytes and a policy alone. Safe for use by several threads. */
public final class EvidenceVerifier {
    private final Map<String, ReceiptVerifier> receiptVerifiers;

    /** @param receiptVerifiers by kind of ledger: what stands before the colon in a ledger's name, as {@code fabric} */
    public EvidenceVerifier(Map<String, ReceiptVerifier> receiptVerifiers) {
        this.receiptVerifiers = Map.copyOf(receiptVerifiers);
    }

    /** A verdict by the verifier's own policy. */
    public Verdict verify(byte[] file, TrustPolicy policy) {
        return verify(file, Optional.of(policy));
    }

    /**
     * A verdict whatever the bytes are.
     *
     * @param policy empty to go by the keys that the evidence names; the verdict then says {@link Trust#SELF_ASSERTED}
     */
    public Verdict verify(byte[] file, Optional<TrustPolicy> policy) {
        Trust trust = policy.isPresent() ? Trust.POLICY : Trust.SELF_ASSERTED;
        CheckList checks = new CheckList();
        try {
            Evidence evidence = EvidenceFile.read(file);
            Verdict verdict = new Run(evidence, policy.orElse(evidence.claims()), checks).accept();
            // Last, so that a file with a changed record is called altered, not malformed.
            checks.check(
                    EvidenceFile.isCanonical(file, evidence),
                    "file",
                    "every byte as its content is written, digest included",
                    Refusal.ALTERED);
            return verdict instanceof Verdict.Accepted a
                    ? new Verdict.Accepted(a.level(), trust, a.development(), a.subject(), a.times(), checks.all())
                    : verdict;
        } catch (CheckList.Failed failed) {
            return new Verdict.Refused(failed.refusal(), failed.detail(), trust, checks.all());
        } catch (MalformedException e) {
            String detail = String.valueOf(e.getMessage());
            checks.fail("form", detail, Refusal.MALFORMED);
            return new Verdict.Refused(Refusal.MALFORMED, detail, trust, checks.all());
        }
    }

    /** One verification: the steps in the order of what they rest on. */
    private final class Run {
        private final Evidence evidence;
        private final TrustPolicy policy;
        private final CheckList checks;

        private Run(Evidence evidence, TrustPolicy policy, CheckList checks) {
            this.evidence = evidence;
            this.policy = policy;
            this.checks = checks;
        }

        private Verdict accept() throws CheckList.Failed {
            Entry entry = record();
            OpenedBy opened = checkpoint();
            TreeHead head = opened.checkpoint().head();
            Hash leaf = TreeHasher.sha256().leaf(evidence.entry().toArray());
            ProofCheck inclusion = evidence.inclusion().verify(leaf, head);
            checks.check(
                    inclusion.holds(),
                    "inclusion proof",
                    inclusion instanceof ProofCheck.Fails fails
                            ? fails.detail()
                            : "entry at leaf " + evidence.inclusion().index() + " leads to root " + head.root(),
                    Refusal.ALTERED);
            Anchors anchors = anchors(head, opened.key());
            if (anchors.ledgers.isEmpty()) {
                checks.check(
                        opened.key().until().isEmpty(),
                        "log key",
                        "a key with an end of validity counts only with an anchor's time",
                        Refusal.NOT_TRUSTED);
            }
            return new Verdict.Accepted(
                    anchors.level(policy),
                    policy.trust(),
                    anchors.development,
                    new Subject(evidence.origin(), evidence.inclusion().index(), entry.offset()),
                    new Times(
                            evidence.record().timestamp().map(Instant::ofEpochMilli),
                            Optional.empty(),
                            anchors.earliest),
                    checks.all());
        }

        private Entry record() throws CheckList.Failed {
            Entry entry;
            try {
                entry = Entry.decode(evidence.entry().toArray());
            } catch (IllegalArgumentException e) {
                throw checks.fail("entry", String.valueOf(e.getMessage()), Refusal.MALFORMED);
            }
            EvidenceRecord record = evidence.record();
            boolean formFits = entry.form() == Commitment.AS_REGISTERED
                    || (entry.form() == Commitment.ALL_RAW && !record.hasSchemas());
            checks.check(formFits, "entry", "form " + entry.form() + " of version 1", Refusal.ALTERED);
            Hash commitment = record.commitment(entry.form());
            checks.check(
                    commitment.equals(entry.commitment()),
                    "commitment",
                    "record commits to " + commitment + ", entry holds " + entry.commitment(),
                    Refusal.ALTERED);
            checks.check(
                    record.offset() == entry.offset(),
                    "offset",
                    "record " + record.offset() + ", entry " + entry.offset(),
                    Refusal.ALTERED);
            long timestamp = record.timestamp().orElse(Entry.NO_TIMESTAMP);
            checks.check(
                    timestamp == entry.timestamp(),
                    "timestamp",
                    "record " + timestamp + ", entry " + entry.timestamp(),
                    Refusal.ALTERED);
            return entry;
        }

        private OpenedBy checkpoint() throws CheckList.Failed {
            SignedNote note = SignedNote.parse(evidence.checkpoint());
            // A second signature by a key that nobody knows would be bytes that nothing binds.
            checks.check(
                    note.signatures().size() == 1 && note.format().equals(evidence.checkpoint()),
                    "checkpoint form",
                    note.signatures().size() + " signature, must be 1",
                    Refusal.MALFORMED);
            List<LogKey> keys = policy.keysFor(evidence.origin());
            checks.check(
                    !keys.isEmpty(),
                    "log key",
                    keys.size() + " keys known for " + LogKey.organisation(evidence.origin()),
                    Refusal.NOT_TRUSTED);
            CheckpointCheck.Refused last = null;
            for (LogKey key : keys) {
                CheckpointCheck check =
                        Checkpoint.open(note, evidence.origin(), List.of(key.verifier(evidence.origin())));
                if (check instanceof CheckpointCheck.Opened opened) {
                    TreeHead head = opened.checkpoint().head();
                    checks.check(
                            true,
                            "checkpoint",
                            "size " + head.size() + ", root " + head.root() + " signed by "
                                    + key.verifier(evidence.origin()).vkey(),
                            Refusal.NOT_TRUSTED);
                    return new OpenedBy(opened.checkpoint(), key);
                }
                if (last == null || last.reason() == CheckpointCheck.Reason.NOT_SIGNED) {
                    last = (CheckpointCheck.Refused) check;
                }
            }
            throw checks.fail(
                    "checkpoint",
                    last == null ? "no key" : last.detail(),
                    last == null ? Refusal.NOT_TRUSTED : refusal(last.reason()));
        }

        private Anchors anchors(TreeHead head, LogKey key) throws CheckList.Failed {
            Anchors anchors = new Anchors();
            for (EvidenceAnchor anchor : evidence.anchors()) {
                Optional<LedgerTrust> ledger = policy.ledger(anchor.ledger());
                if (ledger.isPresent()) {
                    anchors.add(anchor.ledger(), anchor(anchor, ledger.get(), head, key));
                }
            }
            checks.check(
                    evidence.anchors().isEmpty() || !anchors.ledgers.isEmpty(),
                    "ledgers",
                    anchors.ledgers.size() + " of " + evidence.anchors().size()
                            + " anchors are on ledgers that the policy names",
                    Refusal.NOT_TRUSTED);
            return anchors;
        }

        private ReceiptCheck.Vouched anchor(EvidenceAnchor anchor, LedgerTrust ledger, TreeHead head, LogKey key)
                throws CheckList.Failed {
            int colon = ledger.name().indexOf(':');
            ReceiptVerifier verifier = receiptVerifiers.get(
                    colon < 0 ? ledger.name() : ledger.name().substring(0, colon));
            if (verifier == null) {
                throw checks.fail("receipt", "no way to read receipts of " + ledger.name(), Refusal.NOT_TRUSTED);
            }
            ReceiptCheck receipt = verifier.check(anchor.receipt().toArray(), ledger);
            checks.addAll(receipt.checks());
            if (!(receipt instanceof ReceiptCheck.Vouched vouched)) {
                String why = receipt.checks().isEmpty()
                        ? ledger.name()
                        : receipt.checks().get(receipt.checks().size() - 1).name() + ": "
                                + receipt.checks()
                                        .get(receipt.checks().size() - 1)
                                        .compared();
                throw new CheckList.Failed(refusal(receipt), "receipt of " + ledger.name() + ": " + why);
            }
            AnchoredFact fact = vouched.fact();
            checks.check(
                    fact.origin().equals(evidence.origin()),
                    "anchored log",
                    fact.origin() + ", evidence is about " + evidence.origin(),
                    Refusal.ALTERED);
            boolean sameSize = fact.size() == head.size();
            checks.check(
                    !sameSize || fact.root().equals(head.root()),
                    "anchored root",
                    "size " + fact.size() + ": ledger " + fact.root() + ", checkpoint " + head.root(),
                    sameSize ? Refusal.FORKED : Refusal.ALTERED);
            ProofCheck growth = anchor.growth().verify(head, new TreeHead(fact.size(), fact.root()));
            checks.check(
                    growth.holds(),
                    "consistency proof",
                    growth instanceof ProofCheck.Fails fails
                            ? fails.detail()
                            : "from size " + head.size() + " to " + fact.size(),
                    Refusal.ALTERED);
            checks.check(
                    key.isValidAt(fact.anchoredAt()),
                    "log key validity",
                    "anchored " + fact.anchoredAt() + ", key valid from "
                            + key.from().map(Instant::toString).orElse("ever") + " until "
                            + key.until().map(Instant::toString).orElse("ever"),
                    Refusal.NOT_TRUSTED);
            checks.check(
                    policy.oldestAnchor()
                            .map(oldest -> !fact.anchoredAt().isBefore(oldest))
                            .orElse(true),
                    "anchor age",
                    "anchored " + fact.anchoredAt() + ", oldest acceptable "
                            + policy.oldestAnchor().map(Instant::toString).orElse("any"),
                    Refusal.NOT_TRUSTED);
            return vouched;
        }
    }

    private record OpenedBy(Checkpoint checkpoint, LogKey key) {}

    /** What the anchors that count come to. */
    private static final class Anchors {
        private final Set<String> ledgers = new HashSet<>();
        private Optional<Instant> earliest = Optional.empty();
        private boolean development;

        private void add(String ledger, ReceiptCheck.Vouched vouched) {
            ledgers.add(ledger);
            Instant time = vouched.fact().anchoredAt();
            earliest = earliest.filter(known -> known.isBefore(time)).or(() -> Optional.of(time));
            development |= vouched.development();
        }

        private Level level(TrustPolicy policy) {
            if (ledgers.isEmpty()) {
                return Level.SEALED;
            }
            return ledgers.size() >= policy.crossAnchoredLedgers() ? Level.CROSS_ANCHORED : Level.ANCHORED;
        }
    }

    private static Refusal refusal(CheckpointCheck.Reason reason) {
        return switch (reason) {
            case MALFORMED -> Refusal.MALFORMED;
            case NOT_SIGNED -> Refusal.NOT_TRUSTED;
            case FALSELY_SIGNED, OTHER_ORIGIN -> Refusal.ALTERED;
        };
    }

    private static Refusal refusal(ReceiptCheck check) {
        if (check instanceof ReceiptCheck.Unreadable) {
            return Refusal.MALFORMED;
        }
        return check instanceof ReceiptCheck.Altered ? Refusal.ALTERED : Refusal.NOT_TRUSTED;
    }
}
