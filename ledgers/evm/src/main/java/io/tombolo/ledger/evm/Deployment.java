package io.tombolo.ledger.evm;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.ledger.LedgerException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts the contract on a chain. */
final class Deployment {
    private static final int WORD = 32;
    private static final int ADDRESS = 20;

    private Deployment() {}

    static String deploy(EvmLedger.Config config, List<String> members) {
        Chain chain =
                new Chain(new JsonRpc(config.nodes()), config, config.account().address());
        chain.checkId();
        chain.checkGenesis();
        Submission submission = new Submission(config, chain);
        try {
            submission.settleOlder();
            byte[] data = creation(members);
            JsonNode receipt =
                    submission.transact("deploy the contract", new byte[0], data, submission.gas(new byte[0], data));
            return receipt.path("contractAddress").asText().toLowerCase(Locale.ROOT);
        } catch (Submission.NotNow e) {
            throw new LedgerException(String.valueOf(e.getMessage()), e);
        } catch (Submission.StillOpen e) {
            throw new LedgerException.Unavailable(
                    "it is not known yet whether the contract is deployed: " + e.getMessage(), e);
        }
    }

    private static byte[] creation(List<String> members) {
        List<Abi.Value> accounts = new ArrayList<>();
        for (String member : members) {
            if (!member.matches("0x[0-9a-fA-F]{40}")) {
                throw new IllegalArgumentException(
                        "member: '" + member + "', must be an account, 0x and 40 hex digits");
            }
            byte[] word = new byte[WORD];
            System.arraycopy(Submission.address(member), 0, word, WORD - ADDRESS, ADDRESS);
            accounts.add(new Abi.Value(false, word));
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(ContractCode.creation());
        data.writeBytes(Abi.joined(List.of(Abi.array(accounts))));
        return data.toByteArray();
    }
}
