package io.tombolo.ledger.evm;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract kit on geth. */
class EvmLedgerOnGethTest extends EvmLedgerContract {
    private static final Duration FAR = Duration.ofSeconds(10);

    @BeforeAll
    static void start() throws IOException {
        begin(DevelopmentChain.geth());
    }

    /** The kit's times are those of the clock, and tests make more than a block in a second. */
    @BeforeEach
    void startAgainWhenItsTimeIsFarAhead() throws IOException {
        if (ahead().compareTo(FAR) > 0) {
            stop();
            start();
        }
    }
}
