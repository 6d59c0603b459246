package io.tombolo.ledger.contract;

import java.time.Instant;

/** What a chain counts {@code block.timestamp} in, since 1970. A contract is deployed for one of them, and its code differs by it. */
public enum BlockTime {
    /** Ethereum and chains like it. */
    SECONDS(1000),
    /** FISCO BCOS. */
    MILLISECONDS(1);

    private final long tick;

    BlockTime(long tick) {
        this.tick = tick;
    }

    /** Milliseconds in a unit. */
    long tick() {
        return tick;
    }

    /** The time that a block or the contract states. */
    public Instant instant(long stamp) {
        return Instant.ofEpochMilli(Math.multiplyExact(stamp, tick));
    }
}
