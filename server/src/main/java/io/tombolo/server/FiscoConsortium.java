package io.tombolo.server;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.fisco.FiscoLedger;
import io.tombolo.verification.receipt.FiscoTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A contract on a FISCO BCOS chain, with one account for all organisations that this server acts for. */
final class FiscoConsortium implements Consortium {
    private static final Logger LOG = LoggerFactory.getLogger(FiscoConsortium.class);

    private final FiscoLedgerFile file;
    private final FiscoTrust trust;
    private final FiscoLedger ledger;

    private FiscoConsortium(FiscoLedgerFile file, String contract) {
        this.file = file;
        this.trust = file.trust(contract);
        this.ledger = FiscoLedger.connect(file.connection().with(contract));
    }

    /**
     * Deploys the contract if the file names none and none was deployed before, and asks one question. A chain that is down is not a
     * reason not to start, unless a contract must be deployed.
     *
     * @throws ServerException if the file is wrong, FISCO BCOS's SDK is not there, the folder anchors elsewhere, or the contract can't be
     *     deployed
     */
    static FiscoConsortium open(Path folder, Path ledgerFile, Set<String> retired) {
        FiscoLedgerFile file = FiscoLedgerFile.read(ledgerFile, folder.resolve("transactions"));
        try {
            String contract = file.connection().contract();
            if (contract.equals(FiscoLedgerFile.NO_CONTRACT)) {
                contract = DeployedContract.address(
                        folder.resolve("contract"),
                        file.connection().chainId(),
                        () -> FiscoLedger.deploy(file.connection(), file.contractMembers()));
            }
            FiscoConsortium consortium = new FiscoConsortium(file, contract);
            try {
                LedgerMarker.claim(folder, consortium.name(), retired);
            } catch (ServerException e) {
                consortium.close();
                throw e;
            }
            consortium.ask();
            return consortium;
        } catch (NoClassDefFoundError e) {
            throw new ServerException(
                    "ledger file " + ledgerFile + ": FISCO BCOS's Java SDK is not on the class path (" + e.getMessage()
                            + "): docs/fisco.md says how to get it; its folder belongs into TOMBOLO_FISCO_SDK",
                    e);
        } catch (UnsatisfiedLinkError e) {
            throw new ServerException(
                    "ledger file " + ledgerFile
                            + ": the native library of FISCO BCOS's Java SDK can't be loaded on this" + " machine: "
                            + e.getMessage(),
                    e);
        }
    }

    private void ask() {
        try {
            ledger.latest(file.organisations().get(0) + "/none/0");
        } catch (LedgerException e) {
            LOG.atWarn().addKeyValue("ledger", name()).log("the ledger does not answer: " + e.getMessage());
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
    public FiscoTrust trust() {
        return trust;
    }

    @Override
    public String description() {
        return ledger.name() + " by " + file.connection().nodes();
    }

    @Override
    public void close() {
        ledger.close();
    }
}
