package io.tombolo.ledger.contract;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import java.util.List;
import java.util.Optional;

/** A chain with the contract on it, as one account sees it. */
public interface ContractChain {
    /** The contract as of one block. */
    @FunctionalInterface
    interface View {
        /** What it answers to this account. */
        Abi.Reader ask(byte[] call);
    }

    /** How anchors and policies name the contract. */
    String ledger();

    /** What organisations are bound to: 0x and 40 lower-case hex digits. */
    String account();

    BlockTime time();

    /**
     * Asks whether this is the configured chain, with the contract on it.
     *
     * @throws LedgerException that says what differs
     */
    void check();

    /** Why a head can't be proven on this chain, though the contract would take it. */
    default Optional<Refusal> objection(HeadToAnchor head) {
        return Optional.empty();
    }

    /** As of the newest block that can't go away any more; empty while there is none. */
    Optional<View> settled();

    /** As of the newest block. */
    View newest();

    /** What the newest block has for its time. */
    long newestStamp();

    /** The newest block that can't go away any more; below 0 while there is none. */
    long settledBlock();

    /** Events of one kind in these blocks, in their order. */
    List<ContractEvent> events(String kind, long fromBlock, long toBlock);

    /** For how many blocks events are asked for at once. */
    int blocksAtOnce();

    /** The block that a transaction is in. */
    Optional<Long> blockOf(String transaction);

    /** Events of one kind about one head, in one block. */
    List<ContractEvent> events(String kind, String origin, long size, long block);
}
