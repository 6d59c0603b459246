package io.tombolo.ledger.evm;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** The contract kit on geth. */
class EvmLedgerOnGethTest extends EvmLedgerContract {
    @BeforeAll
    static void start() throws IOException {
        begin(DevelopmentChain.geth());
    }
}
