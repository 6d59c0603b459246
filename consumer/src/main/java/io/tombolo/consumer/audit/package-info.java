/** A dataset from its first to its last record, checked against its log and the ledgers. */
@NullMarked
package io.tombolo.consumer.audit;

import org.jspecify.annotations.NullMarked;
