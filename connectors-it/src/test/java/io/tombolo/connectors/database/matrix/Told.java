package io.tombolo.connectors.database.matrix;

import org.apache.avro.generic.GenericRecord;

/** An event as a recipient decodes it. */
record Told(GenericRecord key, GenericRecord value) {}
