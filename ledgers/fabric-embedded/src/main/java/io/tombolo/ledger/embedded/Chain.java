package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

/**
 * The chain and the state that it adds up to. One transaction a block, one at a time; what is reported as committed to a caller is on
 * disk. At start every block is checked against its checksum, its neighbour and the state, as if it came from a stranger.
 */
final class Chain implements AutoCloseable {
    private final String chaincode;
    private final EndorsementPolicy policy;
    private final BlockFile file;
    private final WorldState state = new WorldState();
    private final Map<String, CommitStatus> transactions = new HashMap<>();
    private final List<BlockEvent> events = new ArrayList<>();
    private ByteString lastHash = ByteString.EMPTY;
    private long height;
    private boolean broken;

    private Chain(Path path, Genesis genesis, EndorsementPolicy policy) throws IOException {
        this.chaincode = genesis.chaincode();
        this.policy = policy;
        this.file = BlockFile.open(path, block -> replay(block, genesis));
        if (height == 0) {
            accept(Blocks.next(0, lastHash, genesis.toEnvelope(), TxValidationCode.VALID));
        }
    }

    public static Chain open(Path path, Genesis genesis, EndorsementPolicy policy) throws IOException {
        return new Chain(path, genesis, policy);
    }

    public WorldState state() {
        return state;
    }

    public synchronized long height() {
        return height;
    }

    /** Validates, appends and applies; invalid transactions are kept in the chain too, and change nothing. */
    public synchronized CommitStatus commit(Envelope envelope) {
        if (broken) {
            throw new EmbeddedLedgerException("an earlier block could not be written; restart the ledger", null);
        }
        TxValidationCode code = validate(envelope);
        Block block = Blocks.next(height, lastHash, envelope, code);
        try {
            accept(block);
        } catch (IOException e) {
            broken = true;
            throw new EmbeddedLedgerException("block " + block.getHeader().getNumber() + " can't be written", e);
        }
        notifyAll();
        return new CommitStatus(code, block.getHeader().getNumber());
    }

    public synchronized Optional<CommitStatus> status(String transactionId) {
        return Optional.ofNullable(transactions.get(transactionId));
    }

    /** Waits for the transaction, at most so long. */
    public synchronized Optional<CommitStatus> awaitStatus(String transactionId, long timeout, TimeUnit unit)
            throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (!transactions.containsKey(transactionId)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return status(transactionId);
    }

    /** Events of the blocks from one on; waits at most so long for the first, then returns what there is. */
    public synchronized List<BlockEvent> awaitEvents(long fromBlock, long timeout, TimeUnit unit)
            throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (height <= fromBlock) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return List.of();
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        int to = (int) Math.min(events.size(), fromBlock + 256);
        return List.copyOf(events.subList((int) fromBlock, to));
    }

    private TxValidationCode validate(Envelope envelope) {
        ParsedTransaction transaction;
        try {
            transaction = ParsedTransaction.of(envelope, chaincode);
        } catch (InvalidProtocolBufferException e) {
            return TxValidationCode.BAD_PAYLOAD;
        }
        if (!transaction.transactionId().equals(transaction.expectedTransactionId())) {
            return TxValidationCode.BAD_PROPOSAL_TXID;
        }
        if (!transaction.proposalHash().equals(transaction.expectedProposalHash())) {
            return TxValidationCode.INVALID_ENDORSER_TRANSACTION;
        }
        if (transactions.containsKey(transaction.transactionId())) {
            return TxValidationCode.DUPLICATE_TXID;
        }
        if (!policy.isSatisfied(transaction.proposalResponsePayload(), transaction.endorsements())) {
            return TxValidationCode.ENDORSEMENT_POLICY_FAILURE;
        }
        return state.stillReads(transaction.readWriteSet())
                ? TxValidationCode.VALID
                : TxValidationCode.MVCC_READ_CONFLICT;
    }

    private void accept(Block block) throws IOException {
        file.append(block);
        apply(block);
    }

    private void replay(Block block, Genesis genesis) {
        long number = block.getHeader().getNumber();
        if (number != height
                || !block.getHeader().getPreviousHash().equals(lastHash)
                || !block.getHeader().getDataHash().equals(Blocks.dataHash(block.getData()))) {
            throw new EmbeddedLedgerException(
                    "block " + number + " at height " + height + " does not fit the chain before it", null);
        }
        if (number == 0) {
            genesis.requireSame(block);
        }
        apply(block);
    }

    private void apply(Block block) {
        long number = block.getHeader().getNumber();
        if (number == 0) {
            events.add(new BlockEvent(0, "", Optional.empty()));
        } else {
            applyTransaction(block, number);
        }
        lastHash = Blocks.headerHash(block.getHeader());
        height = number + 1;
    }

    private void applyTransaction(Block block, long number) {
        TxValidationCode code = Blocks.code(block);
        ParsedTransaction transaction;
        Optional<ChaincodeEvent> event;
        try {
            transaction =
                    ParsedTransaction.of(Envelope.parseFrom(block.getData().getData(0)), chaincode);
            event = code == TxValidationCode.VALID
                            && !transaction.action().getEvents().isEmpty()
                    ? Optional.of(transaction.event())
                    : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            events.add(new BlockEvent(number, "", Optional.empty()));
            return;
        }
        events.add(new BlockEvent(number, transaction.transactionId(), event));
        transactions.putIfAbsent(transaction.transactionId(), new CommitStatus(code, number));
        if (code == TxValidationCode.VALID) {
            if (!state.stillReads(transaction.readWriteSet())) {
                throw new EmbeddedLedgerException(
                        "block " + number + " says valid, but what it read had changed before it", null);
            }
            state.apply(transaction.readWriteSet(), number);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        broken = true;
        file.close();
    }
}
