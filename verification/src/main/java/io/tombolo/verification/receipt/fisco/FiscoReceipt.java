package io.tombolo.verification.receipt.fisco;

import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.evm.Rlp;
import io.tombolo.verification.receipt.evm.Rlp.Item;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A receipt of a FISCO BCOS chain in its only encoding, an RLP list: the text {@code tombolo fisco receipt 1}, the bytes that the hashes of
 * block header, transaction and transaction receipt are computed of, which of the call's heads it is, the transaction's index in the block,
 * the siblings in the trees of transactions and of receipts from below, and the seals.
 *
 * @param head from 0
 * @param index from 0
 * @param transactionPath 32 bytes each, none for a hash that is alone in its level
 */
public record FiscoReceipt(
        Bytes header,
        Bytes transaction,
        Bytes result,
        long head,
        long index,
        List<Bytes> transactionPath,
        List<Bytes> resultPath,
        List<Seal> seals) {
    /** What a node signed of a block: in a receipt by node, each once. */
    public record Seal(Bytes node, Bytes signature) {}

    private static final String MAGIC = "tombolo fisco receipt 1";
    private static final int FIELDS = 9;
    private static final int MAX_BYTES = 256 << 10;
    private static final int MAX_SEALS = 1000;
    private static final int BYTES_OF_SEAL = 64;

    public FiscoReceipt {
        transactionPath = List.copyOf(transactionPath);
        resultPath = List.copyOf(resultPath);
        seals = List.copyOf(seals);
        Bytes before = Bytes.of(new byte[0]);
        for (Seal seal : seals) {
            boolean sorted =
                    Arrays.compareUnsigned(before.toArray(), seal.node().toArray()) < 0;
            if (!sorted
                    || seal.node().length() != BYTES_OF_SEAL
                    || seal.signature().length() != BYTES_OF_SEAL) {
                throw new MalformedException("receipt: seals must be of " + BYTES_OF_SEAL + " bytes each, by node");
            }
            before = seal.node();
        }
    }

    /** Its bytes. */
    public byte[] encode() {
        return Rlp.list(List.of(
                Rlp.encode(MAGIC.getBytes(StandardCharsets.UTF_8)),
                Rlp.encode(header.toArray()),
                Rlp.encode(transaction.toArray()),
                Rlp.encode(result.toArray()),
                Rlp.encode(BigInteger.valueOf(head)),
                Rlp.encode(BigInteger.valueOf(index)),
                encode(transactionPath),
                encode(resultPath),
                Rlp.list(seals.stream()
                        .map(seal -> encode(List.of(seal.node(), seal.signature())))
                        .toList())));
    }

    private static byte[] encode(List<Bytes> strings) {
        return Rlp.list(strings.stream().map(one -> Rlp.encode(one.toArray())).toList());
    }

    /**
     * Reads the encoding.
     *
     * @throws MalformedException when the bytes are anything else
     */
    static FiscoReceipt decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedException("receipt: " + bytes.length + " bytes, limit " + MAX_BYTES);
        }
        List<Item> fields = Rlp.decode(bytes).list();
        if (fields.size() != FIELDS || !Arrays.equals(fields.get(0).string(), MAGIC.getBytes(StandardCharsets.UTF_8))) {
            throw new MalformedException("receipt: must be a list of " + FIELDS + " that begins with '" + MAGIC + "'");
        }
        List<Item> items = fields.get(8).list();
        if (items.size() > MAX_SEALS) {
            throw new MalformedException("receipt: " + items.size() + " seals, limit " + MAX_SEALS);
        }
        List<Seal> seals = new ArrayList<>();
        for (Item item : items) {
            List<Bytes> seal = strings(item);
            if (seal.size() != 2) {
                throw new MalformedException("receipt: a seal of " + seal.size() + ", must be node and signature");
            }
            seals.add(new Seal(seal.get(0), seal.get(1)));
        }
        return new FiscoReceipt(
                Bytes.of(fields.get(1).string()),
                Bytes.of(fields.get(2).string()),
                Bytes.of(fields.get(3).string()),
                fields.get(4).number(),
                fields.get(5).number(),
                strings(fields.get(6)),
                strings(fields.get(7)),
                seals);
    }

    private static List<Bytes> strings(Item list) {
        return list.list().stream().map(item -> Bytes.of(item.string())).toList();
    }
}
