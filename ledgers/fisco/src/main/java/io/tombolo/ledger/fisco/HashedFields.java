package io.tombolo.ledger.fisco;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tombolo.ledger.LedgerException;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.fisco.FiscoReceipt.Seal;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.fisco.bcos.sdk.v3.client.protocol.model.JsonTransactionResponse;
import org.fisco.bcos.sdk.v3.client.protocol.response.BcosBlockHeader;
import org.fisco.bcos.sdk.v3.model.TransactionReceipt;
import org.jspecify.annotations.Nullable;

/** The bytes that FISCO BCOS 3 computes hashes of, from what the SDK returns. */
final class HashedFields {
    private static final int SIGNATURE = 64;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private HashedFields() {}

    static byte[] header(BcosBlockHeader.BlockHeader block) {
        HashedFields fields = new HashedFields().number(block.getVersion());
        for (BcosBlockHeader.ParentInfo parent : block.getParentInfo()) {
            fields.number(parent.getBlockNumber()).hex(parent.getBlockHash());
        }
        fields.hex(block.getTransactionsRoot())
                .hex(block.getReceiptsRoot())
                .hex(block.getStateRoot())
                .number(block.getNumber())
                .text(block.getGasUsed())
                .number(block.getTimestamp())
                .number((long) block.getSealer());
        block.getSealerList().forEach(fields::hex);
        fields.hex(block.getExtraData());
        block.getConsensusWeights().forEach(fields::number);
        return fields.bytes.toByteArray();
    }

    static byte[] transaction(JsonTransactionResponse transaction) {
        return new HashedFields()
                .number(transaction.getVersion().intValue())
                .text(transaction.getChainID())
                .text(transaction.getGroupID())
                .number(transaction.getBlockLimit())
                .text(transaction.getNonce())
                .text(transaction.getTo())
                .hex(transaction.getInput())
                .text(transaction.getAbi())
                .bytes
                .toByteArray();
    }

    static byte[] result(TransactionReceipt result) {
        String created = result.getContractAddress() == null ? "" : result.getContractAddress();
        HashedFields fields = new HashedFields()
                .number(result.getVersion().intValue())
                .text(result.getGasUsed())
                .text(created.startsWith("0x") ? created.substring(2) : created)
                .number(result.getStatus())
                .hex(result.getOutput());
        if (result.getVersion() > 0) {
            fields.text(result.getEffectiveGasPrice());
        }
        for (TransactionReceipt.Logs event : result.getLogEntries()) {
            fields.text(event.getAddress());
            event.getTopics().forEach(fields::hex);
            fields.hex(event.getData());
        }
        return fields.number(result.getBlockNumber().longValueExact()).bytes.toByteArray();
    }

    /** By node, as receipts have them; ECDSA's without its recovery byte. */
    static List<Seal> seals(BcosBlockHeader.BlockHeader block) {
        List<Seal> seals = new ArrayList<>();
        for (BcosBlockHeader.Signature seal : block.getSignatureList()) {
            byte[] signature = FiscoNode.bytes(seal.getSignature());
            byte[] sealer = FiscoNode.bytes(block.getSealerList().get(seal.getIndex()));
            seals.add(new Seal(Bytes.of(sealer), Bytes.of(Arrays.copyOf(signature, SIGNATURE))));
        }
        seals.sort(Comparator.comparing(seal -> seal.node().toArray(), Arrays::compareUnsigned));
        return seals;
    }

    /** A way from a leaf to the root, with the siblings from below; of two equal hashes it is the first one. */
    record Way(long index, List<Bytes> siblings) {
        Way {
            siblings = List.copyOf(siblings);
        }
    }

    /** A node lists each level: how many hashes, in the first 4 bytes, and the hashes; of a block with one transaction only the root. */
    static Way way(@Nullable List<String> proof, byte[] leaf, Cryptography cryptography) {
        List<Bytes> siblings = new ArrayList<>();
        long index = 0;
        byte[] hash = FiscoReceiptVerifier.hash(leaf, cryptography).toBytes();
        for (int at = 0; proof != null && proof.size() > 1 && at < proof.size(); ) {
            byte[] head = FiscoNode.bytes(proof.get(at++));
            int count = head.length < Integer.BYTES ? 0 : ByteBuffer.wrap(head).getInt();
            if (count < 1 || count > 2 || at + count > proof.size()) {
                throw new LedgerException("a node's proof has " + count + " hashes in a level, must be 1 or 2", null);
            }
            byte[] left = FiscoNode.bytes(proof.get(at));
            byte[] right = count == 2 ? FiscoNode.bytes(proof.get(at + 1)) : new byte[0];
            boolean isRight = !Arrays.equals(left, hash);
            index |= isRight ? 1L << siblings.size() : 0;
            siblings.add(Bytes.of(isRight ? left : right));
            byte[] pair = Arrays.copyOf(left, left.length + right.length);
            System.arraycopy(right, 0, pair, left.length, right.length);
            Hash above = FiscoReceiptVerifier.hash(pair, cryptography);
            hash = above.toBytes();
            at += count;
        }
        return new Way(index, siblings);
    }

    private HashedFields number(int number) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        return this;
    }

    private HashedFields number(long number) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        return this;
    }

    private HashedFields hex(@Nullable String hex) {
        bytes.writeBytes(FiscoNode.bytes(hex));
        return this;
    }

    private HashedFields text(@Nullable String text) {
        bytes.writeBytes((text == null ? "" : text).getBytes(UTF_8));
        return this;
    }
}
