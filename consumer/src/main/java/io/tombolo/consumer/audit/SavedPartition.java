package io.tombolo.consumer.audit;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;

/**
 * How far the audit of one partition had come: at a head that it had compared.
 *
 * @param compared the tree up to that head; the log's next leaf is where the audit continues
 * @param measuredAgainst the newest head that the run knew, the ledger's if there was any
 * @param found what differs up to there
 */
record SavedPartition(int partition, String origin, CompactRange compared, TreeHead measuredAgainst, Found found) {
    public SavedPartition {
        compared = compared.copy();
    }
}
