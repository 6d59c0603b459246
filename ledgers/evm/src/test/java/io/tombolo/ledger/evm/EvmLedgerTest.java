package io.tombolo.ledger.evm;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** The contract kit on anvil. */
class EvmLedgerTest extends EvmLedgerContract {
    @BeforeAll
    static void start() throws IOException {
        begin(DevelopmentChain.anvil());
    }
}
