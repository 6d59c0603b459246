package io.tombolo.verification.evidence;

import io.tombolo.verification.json.Bytes;

/**
 * One record among several.
 *
 * @param index of its leaf
 * @param entry the 50 bytes that the log holds for it
 */
public record EvidenceEvent(long index, Bytes entry, EvidenceRecord record) {}
