package io.tombolo.server;

import io.tombolo.ledger.LedgerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The contract of a ledger file that names none: a server deploys it once, and keeps its address. */
final class DeployedContract {
    private static final Logger LOG = LoggerFactory.getLogger(DeployedContract.class);

    private DeployedContract() {}

    /**
     * The contract's address, from the file that keeps it, or of one that is deployed now.
     *
     * @param chain for messages
     * @throws ServerException if it can't be deployed, or the file can't be read or written
     */
    static String address(Path kept, Object chain, Supplier<String> deploy) {
        try {
            if (Files.exists(kept)) {
                return Files.readString(kept, StandardCharsets.US_ASCII).strip();
            }
            String contract = deploy.get();
            Files.writeString(kept, contract + "\n", StandardCharsets.US_ASCII);
            LOG.atInfo().addKeyValue("contract", contract).log("contract deployed");
            return contract;
        } catch (IOException e) {
            throw new ServerException("file " + kept + " can't be written or read (" + e.getMessage() + ")", e);
        } catch (LedgerException | IllegalArgumentException e) {
            throw new ServerException("contract on chain " + chain + ": " + e.getMessage(), e);
        }
    }

    /** Only a server keeps the address of a contract that it deploys. */
    static void require(Path ledgerFile) {
        if ((EvmLedgerFile.isOne(ledgerFile) || FiscoLedgerFile.isOne(ledgerFile))
                && !LedgerYaml.has(ledgerFile, "contract")) {
            throw new ServerException("ledger file " + ledgerFile
                    + ": contract: missing; it is in the file `contract` of the folder of the server that deployed it");
        }
    }
}
