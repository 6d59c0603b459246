package io.tombolo.ledger.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.evm.EvmReceiptVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract kit on a network of four validators, whose seals make headers trustworthy without a member's signature. */
class EvmLedgerOnQbftTest extends EvmLedgerContract {
    @TempDir
    private static Path network;

    @BeforeAll
    static void start() throws IOException {
        begin(QbftNetwork.start(network));
    }

    /** A block a second. */
    @Override
    int mostHeads() {
        return 10;
    }

    @Test
    void givesAReceiptThatTheValidatorsSealsMakeTrustworthy(@TempDir Path state) {
        OwnedLog log = registeredLog(ACME);
        committed(anchor(ACME, log.head(0, 3)));
        EvmLedger unsigning =
                EvmLedger.connect(chain().config(ledger(ACME).name().split("/", 2)[1], 2, state));
        TreeMap<String, List<String>> validators = new TreeMap<>();
        QbftNetwork.validators().forEach(address -> validators.put(address, List.of(address)));
        EvmTrust trust = new EvmTrust(ledger(ACME).name(), EvmLedger.code(), validators, 3, Optional.empty());

        byte[] receipt = unsigning.receipt(log.origin(), 3).orElseThrow();

        ReceiptCheck check = new EvmReceiptVerifier().check(receipt, trust);
        assertThat(check).isInstanceOf(ReceiptCheck.Vouched.class);
        assertThat(((ReceiptCheck.Vouched) check).members()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(((ReceiptCheck.Vouched) check).fact().root()).isEqualTo(log.root(3));
    }
}
