package io.tombolo.ledger.fabric;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.protos.gateway.CommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.SignedCommitStatusRequest;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings an endorsed transaction onto the ledger and finds out what became of it. After anything ambiguous it asks for the
 * status or submits the <em>same</em> bytes again, through any gateway: Fabric counts a transaction id once. Never does it
 * propose again; that is for the caller that knows that the old transaction is dead.
 */
final class Submission {
    private static final Logger LOG = LoggerFactory.getLogger(Submission.class);
    private static final long FIRST_ASK_SECONDS = 1;
    private static final long ASK_SECONDS = 5;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final FabricLedger.Config config;
    private final GatewayConnections gateways;

    Submission(FabricLedger.Config config, GatewayConnections gateways) {
        this.config = config;
        this.gateways = gateways;
    }

    TransactionFate submit(PendingTransactions.Pending transaction) {
        return settle(transaction, false);
    }

    /** For one that was left behind: asks first, for it may be committed long since. */
    TransactionFate resume(PendingTransactions.Pending transaction) {
        return settle(transaction, true);
    }

    private TransactionFate settle(PendingTransactions.Pending transaction, boolean mayBeCommitted) {
        if (mayBeCommitted) {
            TransactionFate fate = ask(gateways.current(), transaction.transactionId(), FIRST_ASK_SECONDS);
            if (!(fate instanceof TransactionFate.Open)) {
                return fate;
            }
        }
        long deadline = System.nanoTime() + config.patience().toNanos();
        Duration pause = Duration.ofMillis(100);
        // One line for a transaction, however often it is tried, by this process or the ones before.
        boolean isFirst = !mayBeCommitted;
        while (true) {
            GatewayConnection gateway = gateways.current();
            Optional<SubmitException> failure = submitTo(gateway, transaction, isFirst ? Level.WARN : Level.DEBUG);
            isFirst = false;
            if (failure.isEmpty() || Failures.isOrderersRefusal(failure.get())) {
                long seconds = failure.isEmpty() ? ASK_SECONDS : FIRST_ASK_SECONDS;
                TransactionFate fate = ask(gateway, transaction.transactionId(), seconds);
                if (!(fate instanceof TransactionFate.Open)) {
                    return fate;
                }
                if (failure.isPresent()) {
                    return new TransactionFate.Rejected(failure.get());
                }
            }
            if (System.nanoTime() + pause.toNanos() >= deadline) {
                return new TransactionFate.Open();
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private Optional<SubmitException> submitTo(
            GatewayConnection gateway, PendingTransactions.Pending transaction, Level level) {
        try {
            gateway.gateway().newTransaction(transaction.bytes().toByteArray()).submitAsync();
            gateways.submitted(gateway);
            return Optional.empty();
        } catch (SubmitException e) {
            LOG.atLevel(level)
                    .addKeyValue("txId", transaction.transactionId())
                    .addKeyValue("peer", gateway)
                    .addKeyValue("status", e.getStatus())
                    .log("submitting failed; the same transaction is tried again unless the orderers refuse it");
            gateways.notSubmitted(gateway, e);
            return Optional.of(e);
        }
    }

    private TransactionFate ask(GatewayConnection gateway, String transactionId, long seconds) {
        try {
            var status = gateway.gateway()
                    .newCommit(statusRequest(transactionId))
                    .getStatus(options -> options.withDeadlineAfter(seconds, TimeUnit.SECONDS));
            return status.getCode() == TxValidationCode.VALID
                    ? new TransactionFate.Valid(status.getBlockNumber())
                    : new TransactionFate.Dead(status.getCode());
        } catch (CommitStatusException e) {
            if (e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
                gateways.leave(gateway, e);
            }
            return new TransactionFate.Open();
        }
    }

    /** A status request needs nothing but the transaction's id, so that it can be made after a restart. */
    private byte[] statusRequest(String transactionId) {
        CommitStatusRequest request = CommitStatusRequest.newBuilder()
                .setChannelId(config.channel())
                .setTransactionId(transactionId)
                .setIdentity(serialised(config.identity()))
                .build();
        return SignedCommitStatusRequest.newBuilder()
                .setRequest(request.toByteString())
                .build()
                .toByteArray();
    }

    /** The identity as it is in whatever it signs. */
    static ByteString serialised(FabricIdentity identity) {
        return SerializedIdentity.newBuilder()
                .setMspid(identity.mspId())
                .setIdBytes(ByteString.copyFromUtf8(Identities.toPemString(identity.certificate())))
                .build()
                .toByteString();
    }

    private static void sleep(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
