package io.tombolo.anchoring.status;

import io.tombolo.ledger.Credential;
import io.tombolo.ledger.LedgerPeer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts one ledger's answers. Safe for use by several threads. */
public final class LedgerTally {
    private final String ledger;
    private final String organisation;
    private final Map<String, Long> refusals = new TreeMap<>();
    private long transactions;
    private long bytes;
    private long registrations;
    private long errors;
    private int waiting;
    private long awaySince = -1;
    private boolean overBudget;
    private List<Credential> credentials = List.of();
    private List<LedgerPeer> peers = List.of();
    private @Nullable String lastError;

    LedgerTally(String ledger, String organisation) {
        this.ledger = ledger;
        this.organisation = organisation;
    }

    /** An answer, and what it cost. */
    public synchronized void answered(int moreTransactions, int moreRegistrations, long moreBytes) {
        transactions += moreTransactions;
        registrations += moreRegistrations;
        bytes += moreBytes;
    }

    /** The ledger can be asked. */
    public synchronized void here() {
        awaySince = -1;
        lastError = null;
    }

    /** The ledger could not be asked, at {@code now} (wall clock, ms). */
    public synchronized void away(String error, long now) {
        errors++;
        lastError = error;
        awaySince = awaySince < 0 ? now : awaySince;
    }

    public synchronized void refused(String code) {
        refusals.merge(code, 1L, Long::sum);
    }

    /** How many logs wait now, and whether for the budget. */
    public synchronized void waiting(int logs, boolean forBudget) {
        waiting = logs;
        overBudget = forBudget;
    }

    /** What the connection depends on now. */
    public synchronized void connection(List<Credential> certificates, List<LedgerPeer> servers) {
        credentials = certificates;
        peers = servers;
    }

    synchronized LedgerStatus read() {
        return new LedgerStatus(
                ledger,
                organisation,
                transactions,
                bytes,
                registrations,
                errors,
                refusals,
                waiting,
                awaySince,
                overBudget,
                credentials,
                peers,
                lastError);
    }
}
