package io.tombolo.ledger.fisco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import java.io.IOException;
import java.nio.file.Path;
import org.fisco.bcos.sdk.v3.client.protocol.model.JsonTransactionResponse;
import org.fisco.bcos.sdk.v3.client.protocol.response.BcosBlock;
import org.fisco.bcos.sdk.v3.model.TransactionReceipt;
import org.junit.jupiter.api.Test;

/** The bytes of hashes from a node's published answers, as the SDK reads them; they are not part of this repository (docs/fisco.md). */
class RecordedAnswersTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    @Test
    void whatTheSdkReadsOfARealBlockHasTheHashesThatTheChainStates() throws IOException {
        String file = System.getProperty("tombolo.fisco.answers", "");
        if (file.isEmpty()) {
            abort(
                    "NOT RUN: no recorded answers of a node: set -Dtombolo.fisco.answers=FILE, JSON with the results of getBlockByNumber,"
                            + " getTransaction and getTransactionReceipt under these names");
        }
        JsonNode answers = JSON.readTree(Path.of(file).toFile());
        BcosBlock.Block block = JSON.convertValue(answers.path("getBlockByNumber"), BcosBlock.Block.class);
        JsonTransactionResponse transaction =
                JSON.convertValue(answers.path("getTransaction"), JsonTransactionResponse.class);
        TransactionReceipt result = JSON.convertValue(answers.path("getTransactionReceipt"), TransactionReceipt.class);

        assertThat(hash(HashedFields.header(block))).isEqualTo(block.getHash());
        assertThat(hash(HashedFields.transaction(transaction))).isEqualTo(transaction.getHash());
        assertThat(hash(HashedFields.result(result)))
                .isEqualTo(answers.path("getTransactionReceipt").path("hash").asText());
        assertThat(HashedFields.seals(block)).hasSize(block.getSignatureList().size());
    }

    private static String hash(byte[] bytes) {
        Hash hash = FiscoReceiptVerifier.hash(bytes, Cryptography.STANDARD);
        return "0x" + hash.hex();
    }
}
