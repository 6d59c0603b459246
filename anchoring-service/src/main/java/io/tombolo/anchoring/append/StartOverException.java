package io.tombolo.anchoring.append;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * What was read of a partition must not be committed: it is to be read again from its start, to which its offset was set back
 * already. For Streams this thread has lost its tasks: it aborts the transaction, drops them and asks its group for them again, as
 * the same static member. So the thread lives on, and nobody waits for a dead one's session.
 */
final class StartOverException extends TaskMigratedException {
    private static final long serialVersionUID = 1;

    StartOverException(TopicPartition partition, String why) {
        super(partition + " is read again from its start: " + why);
    }
}
