package io.tombolo.verification.evidence;

import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.verification.json.Bytes;

/**
 * The part of {@link Evidence} that is about its record alone: what it is, and where it is in a tree whose root another part
 * names.
 *
 * @param origin the log that holds the record
 * @param entry the 50 bytes that the log holds for the record
 */
public record RecordInLog(String origin, EvidenceRecord record, Bytes entry, InclusionProof inclusion) {}
