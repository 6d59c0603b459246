package io.tombolo.anchoring.append;

import org.apache.avro.generic.GenericRecord;

/** Turns records of our own contracts into the registry's wire format. Safe for use by several threads. */
public interface ContractBytes {
    byte[] checkpoint(GenericRecord batch);

    byte[] rejected(GenericRecord rejected);
}
