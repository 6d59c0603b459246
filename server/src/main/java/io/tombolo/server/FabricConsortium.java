package io.tombolo.server;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.GatewayPeer;
import io.tombolo.verification.receipt.LedgerTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel of a Fabric network that others run too, with one identity for all organisations that this server acts for. */
final class FabricConsortium implements Consortium {
    private static final Logger LOG = LoggerFactory.getLogger(FabricConsortium.class);

    private final FabricLedgerFile file;
    private final FabricLedger ledger;

    private FabricConsortium(FabricLedgerFile file, FabricLedger ledger) {
        this.file = file;
        this.ledger = ledger;
    }

    /**
     * Connects and asks one question, so that a wrong identity is noticed now. A ledger that is down is not a reason not to start.
     *
     * @param retired names of ledgers that this one may replace in the folder
     * @throws ServerException if the ledger refuses the identity, or the folder anchors elsewhere
     */
    static FabricConsortium open(Path folder, Path ledgerFile, Set<String> retired) {
        FabricLedgerFile file = FabricLedgerFile.read(ledgerFile, folder.resolve("connections"));
        LedgerMarker.claim(folder, file.connection().ledgerName(), retired);
        FabricConsortium consortium = new FabricConsortium(file, FabricLedger.connect(file.connection()));
        try {
            consortium.ask();
        } catch (ServerException e) {
            consortium.close();
            throw e;
        }
        return consortium;
    }

    private void ask() {
        try {
            ledger.latest(file.organisations().get(0) + "/none/0");
        } catch (LedgerException.Identity e) {
            throw new ServerException(
                    "ledger " + ledger.name() + " denies the identity of "
                            + file.connection().identity().mspId() + ": " + e.getMessage(),
                    e);
        } catch (LedgerException e) {
            LOG.atWarn().addKeyValue("ledger", ledger.name()).log("the ledger does not answer: " + e.getMessage());
        }
    }

    @Override
    public Ledger as(String organisation) {
        return NoLedger.unless(file.organisations(), organisation, ledger);
    }

    @Override
    public Optional<List<String>> organisations() {
        return Optional.of(file.organisations());
    }

    @Override
    public LedgerTrust trust() {
        return file.trust();
    }

    @Override
    public String description() {
        return ledger.name() + " by "
                + file.connection().gateways().stream()
                        .map(GatewayPeer::endpoint)
                        .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        ledger.close();
    }
}
