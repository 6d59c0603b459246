package io.tombolo.ledger.fabric;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.kit.LedgerContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contract kit on real peers. */
class NativeFabricLedgerIT extends LedgerContract {
    @RegisterExtension
    static final NativeNetworkExtension FABRIC = new NativeNetworkExtension();

    private static final Map<String, Ledger> LEDGERS = new TreeMap<>();

    @TempDir
    private static Path directory;

    @AfterAll
    static void close() {
        LEDGERS.values().forEach(Ledger::close);
        LEDGERS.clear();
    }

    @Override
    protected Ledger ledger(String organisation) {
        return LEDGERS.computeIfAbsent(organisation, NativeFabricLedgerIT::connect);
    }

    private static Ledger connect(String organisation) {
        FabricUnderTest fabric = FABRIC.network().fabric();
        int index = List.of(ACME, RIVAL, THIRD).indexOf(organisation);
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(fabric.gateways().get(index)),
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(index),
                fabric.members(),
                directory.resolve(organisation),
                FabricLedger.Config.DEFAULT_PATIENCE));
    }
}
