package io.tombolo.schemas.contract;

import io.tombolo.merkle.Hash;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint on a ledger: as its adapter reports it, and with its receipt as {@code tombolo.anchors} holds it, field by field as in
 * {@code Anchor.avsc}.
 *
 * @param ledger the ledger's name, for example {@code fabric:tombolo/anchors}
 * @param transactionId the ledger's own id of the transaction that anchored it first
 * @param block number of the ledger's block, when known
 * @param anchoredAt the ledger transaction's time, in whole milliseconds
 * @param note the signed note as it is on the ledger
 * @param receipt what the ledger's members signed, opaque here; read-only, and positioned at its start; null where it was not asked for or could not be had
 */
public record AnchorRecord(
        String origin,
        long size,
        Hash root,
        String ledger,
        String transactionId,
        @Nullable Long block,
        Instant anchoredAt,
        String note,
        @Nullable ByteBuffer receipt) {

    public AnchorRecord {
        receipt = receipt == null ? null : Fields.copy(receipt);
    }

    /** The receipt, each time as a view with its own position. */
    @Override
    public @Nullable ByteBuffer receipt() {
        return receipt == null ? null : receipt.duplicate();
    }

    /** The same anchor, found in this block. */
    public AnchorRecord withBlock(long number) {
        return new AnchorRecord(origin, size, root, ledger, transactionId, number, anchoredAt, note, receipt);
    }

    /** The same anchor with its receipt. */
    public AnchorRecord withReceipt(byte[] signed) {
        return new AnchorRecord(
                origin, size, root, ledger, transactionId, block, anchoredAt, note, ByteBuffer.wrap(signed));
    }

    public GenericRecord toAvro() {
        GenericData.Record avro = new GenericData.Record(Contracts.ANCHOR);
        avro.put("origin", origin);
        avro.put("size", size);
        avro.put("root", Fields.fixed(Contracts.ANCHOR, "root", root));
        avro.put("ledger", ledger);
        avro.put("transaction_id", transactionId);
        avro.put("block", block);
        avro.put("anchored_at", anchoredAt.toEpochMilli());
        avro.put("note", note);
        avro.put("receipt", receipt());
        return avro;
    }

    public static AnchorRecord fromAvro(GenericRecord avro) {
        Fields fields = new Fields(avro);
        return new AnchorRecord(
                fields.string("origin"),
                fields.number("size"),
                fields.hash("root"),
                fields.string("ledger"),
                fields.string("transaction_id"),
                fields.optionalNumber("block"),
                fields.time("anchored_at"),
                fields.string("note"),
                fields.optionalBytes("receipt"));
    }
}
