package io.tombolo.verification.receipt.fabric;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.verdict.Check;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Receipts of a chaincode on Hyperledger Fabric: a quorum of different members' peers signed the answer to one question, and
 * the answer is bound to that question by hash.
 */
public final class FabricReceiptVerifier implements ReceiptVerifier {
    /** The chaincode's function whose answers count as receipts; no other answer does, however well it is signed. */
    static final String FUNCTION = "AnchorReceipt";

    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofMinutes(2);

    @Override
    public ReceiptCheck check(byte[] receipt, AnchorTrust trust) {
        List<Check> checks = new ArrayList<>();
        if (!(trust instanceof LedgerTrust ledger)) {
            checks.add(Check.failed("receipt ledger", "a Fabric ledger's, the policy names " + trust.name()));
            return new ReceiptCheck.NotTrusted(checks);
        }
        try {
            return check(FabricReceipt.parse(receipt), ledger, checks);
        } catch (MalformedException e) {
            checks.add(Check.failed("receipt form", String.valueOf(e.getMessage())));
            return new ReceiptCheck.Unreadable(checks);
        }
    }

    private static ReceiptCheck check(FabricReceipt receipt, LedgerTrust trust, List<Check> checks) {
        ReceiptQuestion question = ReceiptQuestion.of(receipt);
        ReceiptAnswer answer = ReceiptAnswer.of(receipt);
        AnchoredNote anchor = answer.anchor();
        Checkpoint head = anchor.checkpoint();
        checks.add(Check.passed("receipt form", receipt.endorsements().size() + " endorsements"));

        boolean intact = note(
                        checks,
                        "receipt question",
                        answer.proposalHash().equals(receipt.proposalHash())
                                && question.transactionId().equals(receipt.transactionId()),
                        "answer's proposal hash and transaction id against the question's bytes")
                && note(
                        checks,
                        "receipt function",
                        question.function().equals(FUNCTION) && answer.status() == 200,
                        question.function() + " with status " + answer.status() + ", must be " + FUNCTION + " with 200")
                && note(
                        checks,
                        "receipt subject",
                        question.origin().equals(head.origin())
                                && question.size().equals(Long.toString(head.size())),
                        "asked for " + question.origin() + " at " + question.size() + ", answered " + head.origin()
                                + " at " + head.size());
        if (!intact) {
            return new ReceiptCheck.Altered(checks);
        }
        boolean ofThisLedger = question.channel().equals(trust.channel())
                && question.chaincode().equals(trust.chaincode())
                && answer.chaincode().equals(trust.chaincode());
        String found = "fabric:" + question.channel() + "/" + answer.chaincode();
        String named = "fabric:" + trust.channel() + "/" + trust.chaincode();
        if (!note(checks, "receipt ledger", ofThisLedger, found + ", policy names " + named)) {
            return new ReceiptCheck.NotTrusted(checks);
        }
        boolean timely = !question.askedAt().isBefore(anchor.anchoredAt().minus(CLOCKS_MAY_DIFFER));
        if (!note(checks, "receipt time", timely, question.askedAt() + ", anchored " + anchor.anchoredAt())) {
            return new ReceiptCheck.Altered(checks);
        }
        AnchoredFact fact =
                new AnchoredFact(head.origin(), head.size(), head.root(), anchor.anchoredAt(), anchor.transactionId());
        return endorsements(receipt, question, fact, trust, checks);
    }

    private static ReceiptCheck endorsements(
            FabricReceipt receipt, ReceiptQuestion question, AnchoredFact fact, LedgerTrust trust, List<Check> checks) {
        SortedSet<String> members = new TreeSet<>();
        Map<PublicKey, String> counted = new HashMap<>();
        boolean development = false;
        for (FabricReceipt.Endorsement endorsement : receipt.endorsements()) {
            Endorser endorser = Endorser.parse(endorsement.endorser());
            String name = "endorsement by " + endorser.member();
            if (!endorser.signed(receipt.responsePayload(), endorsement.endorser(), endorsement.signature())) {
                checks.add(Check.failed(name, "signature does not fit the answer and the endorser's certificate"));
                return new ReceiptCheck.Altered(checks);
            }
            Optional<String> objection = endorser.objection(trust, question.askedAt());
            if (objection.isEmpty()
                    && !counted.getOrDefault(endorser.key(), endorser.member()).equals(endorser.member())) {
                objection = Optional.of("its key has signed for " + counted.get(endorser.key()) + " already");
            }
            if (objection.isEmpty()) {
                counted.put(endorser.key(), endorser.member());
                members.add(endorser.member());
                development |= endorser.isDevelopment();
                checks.add(Check.passed(name, "certificate by the member's authority, valid at " + question.askedAt()));
            } else {
                // Not a failure: whether enough others remain is what the quorum decides.
                checks.add(Check.passed(name + " set aside", objection.get()));
            }
        }
        String signed = members.size() + " members signed " + members + ", quorum " + trust.quorum() + " of "
                + trust.members().size();
        return note(checks, "quorum", members.size() >= trust.quorum(), signed)
                ? new ReceiptCheck.Vouched(fact, members, development, checks)
                : new ReceiptCheck.NotTrusted(checks);
    }

    private static boolean note(List<Check> checks, String name, boolean passed, String compared) {
        checks.add(new Check(name, passed, compared));
        return passed;
    }
}
