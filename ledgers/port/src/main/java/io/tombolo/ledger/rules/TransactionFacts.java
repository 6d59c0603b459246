package io.tombolo.ledger.rules;

import java.time.Instant;

/**
 * What a transaction says of itself.
 *
 * @param id the ledger's transaction id
 * @param timestamp as the transaction's creator set it; the rules compare it with the endorser's own clock
 * @param member the membership that signed it (Fabric: the MSP id)
 */
public record TransactionFacts(String id, Instant timestamp, String member) {}
