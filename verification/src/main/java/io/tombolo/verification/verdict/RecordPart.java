package io.tombolo.verification.verdict;

import io.tombolo.verification.json.Bytes;
import java.util.Optional;

/**
 * A record's key or value as it was committed.
 *
 * @param schema for framed Avro, the schema in its canonical form; empty for raw bytes
 * @param bytes what follows the registry's five-byte frame when there is a schema; otherwise all of the part
 */
public record RecordPart(Optional<String> schema, Bytes bytes) {}
