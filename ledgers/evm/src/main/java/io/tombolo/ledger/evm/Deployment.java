package io.tombolo.ledger.evm;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.contract.BlockTime;
import io.tombolo.ledger.contract.ContractCode;
import io.tombolo.ledger.contract.Transactions;
import java.util.List;
import java.util.Locale;

/** Puts the contract on a chain. */
final class Deployment {
    private Deployment() {}

    static String deploy(EvmLedger.Config config, List<String> members) {
        Chain chain =
                new Chain(new JsonRpc(config.nodes()), config, config.account().address());
        chain.checkId();
        chain.checkGenesis();
        Submission submission = new Submission(config, chain);
        try {
            submission.settleOlder();
            byte[] data = ContractCode.creation(members, BlockTime.SECONDS);
            JsonNode receipt =
                    submission.transact("deploy the contract", new byte[0], data, submission.gas(new byte[0], data));
            return receipt.path("contractAddress").asText().toLowerCase(Locale.ROOT);
        } catch (Transactions.NotNow e) {
            throw new LedgerException(String.valueOf(e.getMessage()), e);
        } catch (Transactions.StillOpen e) {
            throw new LedgerException.Unavailable(
                    "it is not known yet whether the contract is deployed: " + e.getMessage(), e);
        }
    }
}
