package io.tombolo.verification.evidence;

import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.verification.json.Bytes;

/**
 * A ledger's receipt about the evidence's checkpoint, or about a later head of the same log. What was anchored and when is in
 * the receipt alone.
 *
 * @param ledger the ledger's name
 * @param growth from the checkpoint to the anchored head; no hashes when they are the same
 */
public record EvidenceAnchor(String ledger, ConsistencyProof growth, Bytes receipt) {}
