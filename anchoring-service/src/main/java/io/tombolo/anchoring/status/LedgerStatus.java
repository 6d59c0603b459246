package io.tombolo.anchoring.status;

import io.tombolo.ledger.Credential;
import io.tombolo.ledger.LedgerPeer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * This process's dealings with one ledger since it began.
 *
 * @param organisation the one that opened the ledger, as whom it is used
 * @param transactions distinct transactions that carried this process's anchors
 * @param bytes of heads that were handed in, consistency proofs and notes included
 * @param registrations datasets handed in for registration
 * @param errors calls to which there was no answer
 * @param refusals heads and datasets that the ledger's rules refused, by code
 * @param waiting logs with a head that the ledger does not hold yet
 * @param awaySince wall-clock time of the first of the calls without an answer, ms; -1 while the last one had one
 * @param overBudget whether heads wait only because the budget is used up
 * @param credentials certificates that the connection depends on, and when they run out
 * @param peers the servers that it is talked to through
 * @param lastError what was said instead of the last answer; null while there is one
 */
public record LedgerStatus(
        String ledger,
        String organisation,
        long transactions,
        long bytes,
        long registrations,
        long errors,
        Map<String, Long> refusals,
        int waiting,
        long awaySince,
        boolean overBudget,
        List<Credential> credentials,
        List<LedgerPeer> peers,
        @Nullable String lastError) {
    public LedgerStatus {
        refusals = Map.copyOf(refusals);
        credentials = List.copyOf(credentials);
        peers = List.copyOf(peers);
    }
}
