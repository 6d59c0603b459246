package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.wire.HeadAnswers;
import io.tombolo.ledger.wire.HeadBatches;
import io.tombolo.ledger.wire.HeadDecision;
import io.tombolo.ledger.wire.HeadText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions from proposal to fate, by the retry rule: the endorsed transaction is on our disk before it is submitted, and
 * nothing new is proposed while an older one may still be committed.
 */
final class Anchoring {
    private static final Logger LOG = LoggerFactory.getLogger(Anchoring.class);
    private static final int PROPOSALS = 5;

    private final FabricLedger.Config config;
    private final GatewayConnections gateways;
    private final PendingTransactions pending;
    private final Submission submission;
    private final CertificateWatch certificates;

    Anchoring(FabricLedger.Config config, GatewayConnections gateways, CertificateWatch certificates) {
        this.config = config;
        this.gateways = gateways;
        this.pending = new PendingTransactions(config.stateDirectory());
        this.submission = new Submission(config, gateways);
        this.certificates = certificates;
    }

    /** A transaction whose fate is known, or that is still open. */
    record Settled(String transactionId, String result, TransactionFate fate) {
        boolean isOpen() {
            return fate instanceof TransactionFate.Open;
        }
    }

    List<AnchorOutcome> anchor(List<HeadToAnchor> heads) {
        List<AnchorOutcome> outcomes = new ArrayList<>();
        for (List<HeadToAnchor> some : HeadBatches.cut(heads)) {
            String argument = HeadText.encode(some);
            outcomes.addAll(transact(
                    "anchor " + some.size() + " heads",
                    contract -> contract.newProposal("Anchor")
                            .addArguments(argument)
                            .build(),
                    settled -> outcomes(some, settled)));
        }
        return List.copyOf(outcomes);
    }

    /** One transaction at a time: a second one would read the first one's writes too early. */
    synchronized <T> T transact(String doing, Function<Contract, Proposal> proposal, Function<Settled, T> answer) {
        certificates.report();
        clearPending();
        for (int attempt = 1; ; attempt++) {
            Transaction endorsed;
            try {
                endorsed = gateways.onAny(
                        gateway -> proposal.apply(gateway.contract()).endorse());
            } catch (GatewayException e) {
                if (Failures.peersDiffer(e) && attempt < PROPOSALS) {
                    continue;
                }
                throw Failures.of(doing, e);
            }
            Settled settled = settle(endorsed);
            if (settled.fate() instanceof TransactionFate.Dead dead) {
                LOG.atWarn()
                        .addKeyValue("txId", settled.transactionId())
                        .addKeyValue("code", dead.code())
                        .log("transaction counts for nothing");
                if (attempt < PROPOSALS && isWorthANewProposal(dead)) {
                    continue;
                }
                throw new LedgerException(
                        doing + ": transaction " + settled.transactionId() + " is " + dead.code(), null);
            }
            if (settled.fate() instanceof TransactionFate.Rejected rejected) {
                throw Failures.of(doing, rejected.why());
            }
            return read(doing, settled, answer);
        }
    }

    private Settled settle(Transaction endorsed) {
        String id = endorsed.getTransactionId();
        String result = new String(endorsed.getResult(), UTF_8);
        try {
            if (!EndorsedTransaction.parse(endorsed.getBytes()).writesAnything()) {
                return new Settled(id, result, new TransactionFate.Valid(-1));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new LedgerException("transaction " + id + " can't be read", e);
        }
        PendingTransactions.Pending transaction =
                new PendingTransactions.Pending(id, ByteString.copyFrom(endorsed.getBytes()));
        pending.add(transaction);
        TransactionFate fate = submission.submit(transaction);
        if (!(fate instanceof TransactionFate.Open)) {
            pending.remove(id);
        }
        return new Settled(id, result, fate);
    }

    /**
     * What an earlier call, or an earlier process, left open must be known to be committed or dead before anything new. One that
     * the orderers refuse is as good as dead: should it turn up after all, it or its successor fails as a read conflict.
     */
    private void clearPending() {
        for (PendingTransactions.Pending transaction : pending.all()) {
            TransactionFate fate = submission.resume(transaction);
            if (fate instanceof TransactionFate.Open) {
                throw new LedgerException.Unavailable(
                        "transaction " + transaction.transactionId() + " on " + config.ledgerName()
                                + " is still open; nothing new is proposed before its fate is known",
                        null);
            }
            LOG.atInfo()
                    .addKeyValue("txId", transaction.transactionId())
                    .addKeyValue("fate", fate)
                    .log("open transaction settled");
            pending.remove(transaction.transactionId());
        }
    }

    /** A conflict is cured by reading again; the policy's failure isn't, it's the channel's configuration. */
    private static boolean isWorthANewProposal(TransactionFate.Dead dead) {
        return switch (dead.code()) {
            case MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT -> true;
            default -> false;
        };
    }

    private List<AnchorOutcome> outcomes(List<HeadToAnchor> heads, Settled settled) {
        HeadAnswers answers = HeadAnswers.decode(settled.result());
        List<AnchorOutcome> decided = answers.outcomes(heads, config.ledgerName());
        List<AnchorOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            boolean isNew = answers.decisions().get(i) instanceof HeadDecision.Anchored;
            outcomes.add(isNew ? inBlock(decided.get(i), settled) : decided.get(i));
        }
        return outcomes;
    }

    private static AnchorOutcome inBlock(AnchorOutcome outcome, Settled settled) {
        if (settled.fate() instanceof TransactionFate.Valid valid
                && outcome instanceof AnchorOutcome.Committed committed) {
            return new AnchorOutcome.Committed(committed.anchor().withBlock(valid.block()));
        }
        return new AnchorOutcome.Unknown(settled.transactionId());
    }

    private static <T> T read(String doing, Settled settled, Function<Settled, T> answer) {
        try {
            return answer.apply(settled);
        } catch (IllegalArgumentException e) {
            throw new LedgerException(doing + ": the chaincode's answer can't be read: " + e.getMessage(), e);
        }
    }
}
