package io.tombolo.server;

import io.tombolo.http.server.WebServer;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.evm.EvmLedger;
import io.tombolo.verification.receipt.EvmTrust;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A contract on an EVM chain, with one account for all organisations that this server acts for. */
final class EvmConsortium implements Consortium {
    private static final Logger LOG = LoggerFactory.getLogger(EvmConsortium.class);

    private final EvmLedgerFile file;
    private final EvmTrust trust;
    private final EvmLedger ledger;
    private Optional<WebServer> signing = Optional.empty();

    private EvmConsortium(EvmLedgerFile file, String contract) {
        this.file = file;
        EvmLedger.Config connection = file.connection(contract);
        this.trust = file.trust(connection.contract());
        this.ledger = EvmLedger.connect(connection);
    }

    /**
     * Deploys the contract if the file names none and none was deployed before, and asks one question. A chain that is down is not a
     * reason not to start, unless a contract must be deployed.
     *
     * @throws ServerException if the file is wrong, the folder anchors elsewhere, or the contract can't be deployed
     */
    static EvmConsortium open(Path folder, Path ledgerFile, Set<String> retired) {
        EvmLedgerFile file = EvmLedgerFile.read(ledgerFile, folder.resolve("transactions"));
        String contract = file.connection().contract();
        if (contract.equals(EvmLedgerFile.NO_CONTRACT)) {
            contract = DeployedContract.address(
                    folder.resolve("contract"),
                    file.connection().chainId(),
                    () -> EvmLedger.deploy(file.connection(), file.contractMembers()));
        }
        EvmConsortium consortium = new EvmConsortium(file, contract);
        try {
            LedgerMarker.claim(folder, consortium.name(), retired);
        } catch (ServerException e) {
            consortium.close();
            throw e;
        }
        try {
            consortium.ledger.latest(file.organisations().get(0) + "/none/0");
        } catch (LedgerException e) {
            LOG.atWarn().addKeyValue("ledger", consortium.name()).log("the ledger does not answer: " + e.getMessage());
        }
        return consortium;
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
    public EvmTrust trust() {
        return trust;
    }

    @Override
    public Optional<URI> answerMembers() {
        try {
            signing = file.signsAt().map(at -> HeaderRoutes.start(at, ledger));
        } catch (IllegalArgumentException e) {
            throw new ServerException("ledger " + name() + ": " + e.getMessage(), e);
        }
        signing.ifPresent(server -> LOG.atInfo()
                .addKeyValue("ledger", name())
                .addKeyValue("url", server.uri())
                .log("headers are signed for other members"));
        return signing.map(WebServer::uri);
    }

    @Override
    public String description() {
        return ledger.name() + " by " + file.connection().nodes();
    }

    @Override
    public void close() {
        signing.ifPresent(WebServer::close);
        ledger.close();
    }
}
