package io.tombolo.ledger.fisco;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import java.util.List;
import org.fisco.bcos.sdk.jni.utilities.tx.TransactionData;
import org.fisco.bcos.sdk.jni.utilities.tx.TransactionStructBuilderJniObj;
import org.fisco.bcos.sdk.v3.client.protocol.model.JsonTransactionResponse;
import org.fisco.bcos.sdk.v3.client.protocol.response.BcosBlockHeader;
import org.fisco.bcos.sdk.v3.crypto.hash.Keccak256;
import org.junit.jupiter.api.Test;

/**
 * The bytes of hashes against the SDK's own computation of the same hashes. It has none of a result's that agrees with published blocks:
 * it hashes the hex digits of outputs in place of their bytes.
 */
class HashedFieldsTest {
    private static final String WORD = "0x" + "5c".repeat(32);

    private static String hash(byte[] bytes) {
        Hash hash = FiscoReceiptVerifier.hash(bytes, Cryptography.STANDARD);
        return hash.hex();
    }

    @Test
    void aHeadersHashIsTheOneThatTheSdkComputes() throws Exception {
        BcosBlockHeader.BlockHeader block = new BcosBlockHeader.BlockHeader();
        BcosBlockHeader.ParentInfo parent = new BcosBlockHeader.ParentInfo();
        parent.setBlockNumber(6);
        parent.setBlockHash(WORD);
        block.setVersion(50_724_864);
        block.setNumber(7);
        block.setParentInfo(List.of(parent));
        block.setTransactionsRoot(WORD);
        block.setReceiptsRoot(WORD);
        block.setStateRoot(WORD);
        block.setGasUsed("24363");
        block.setTimestamp(1_780_315_210_123L);
        block.setSealer(2);
        block.setSealerList(List.of("0x" + "a1".repeat(64), "0x" + "b2".repeat(64)));
        block.setExtraData("0x0102");
        block.setConsensusWeights(List.of(1L, 1L));

        String expected = block.calculateBlockHeaderHash(new Keccak256());

        assertThat(hash(HashedFields.header(block))).isEqualTo(expected.replaceFirst("^0x", ""));
    }

    @Test
    void aTransactionsHashIsTheOneThatTheNativeLibraryComputes() throws Exception {
        JsonTransactionResponse transaction = new JsonTransactionResponse();
        transaction.setVersion(0);
        transaction.setChainID("chain0");
        transaction.setGroupID("group0");
        transaction.setBlockLimit(507);
        transaction.setNonce("12345678901234567890123456789012");
        transaction.setTo("0x" + "5a".repeat(20));
        transaction.setInput("0x010203");
        transaction.setAbi("");

        TransactionData data = new TransactionData();
        data.setVersion(0);
        data.setChainId("chain0");
        data.setGroupId("group0");
        data.setBlockLimit(507);
        data.setNonce(transaction.getNonce());
        data.setTo(transaction.getTo());
        data.setInput(new byte[] {1, 2, 3});
        data.setAbi("");
        String expected = TransactionStructBuilderJniObj.calcTransactionDataStructHash(
                FiscoAccount.type(Cryptography.STANDARD), data);

        assertThat("0x" + hash(HashedFields.transaction(transaction))).isEqualTo(expected);
    }
}
