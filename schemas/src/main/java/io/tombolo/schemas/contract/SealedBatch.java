package io.tombolo.schemas.contract;

import io.tombolo.merkle.Hash;
import java.time.Instant;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A run of leaves sealed together, and the checkpoint that sealed it; field by field as in {@code SealedBatch.avsc}.
 *
 * @param firstIndex index of this batch's first leaf
 * @param size size of the tree, this batch included
 * @param sealedAt the owner's clock, in whole milliseconds
 * @param note the signed C2SP checkpoint
 */
public record SealedBatch(
        String origin,
        String organisation,
        String dataset,
        String topic,
        int partition,
        long firstIndex,
        long size,
        Hash root,
        long firstOffset,
        long lastOffset,
        Instant sealedAt,
        String note) {

    public GenericRecord toAvro() {
        GenericData.Record avro = new GenericData.Record(Contracts.SEALED_BATCH);
        avro.put("origin", origin);
        avro.put("organisation", organisation);
        avro.put("dataset", dataset);
        avro.put("topic", topic);
        avro.put("partition", partition);
        avro.put("first_index", firstIndex);
        avro.put("size", size);
        avro.put("root", Fields.fixed(Contracts.SEALED_BATCH, "root", root));
        avro.put("first_offset", firstOffset);
        avro.put("last_offset", lastOffset);
        avro.put("sealed_at", sealedAt.toEpochMilli());
        avro.put("note", note);
        return avro;
    }

    public static SealedBatch fromAvro(GenericRecord avro) {
        Fields fields = new Fields(avro);
        return new SealedBatch(
                fields.string("origin"),
                fields.string("organisation"),
                fields.string("dataset"),
                fields.string("topic"),
                Math.toIntExact(fields.number("partition")),
                fields.number("first_index"),
                fields.number("size"),
                fields.hash("root"),
                fields.number("first_offset"),
                fields.number("last_offset"),
                fields.time("sealed_at"),
                fields.string("note"));
    }
}
