package io.tombolo.connect;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.runtime.Herder;
import org.apache.kafka.connect.runtime.RestartRequest;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.apache.kafka.connect.util.FutureCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts tasks that Kafka Connect ended by a fault of its own, which passes. Nothing is lost or shared twice: the transaction that the
 * task had open is aborted, and the task continues at the offsets that were committed. Tasks with other failures stay as they are.
 */
final class TaskRestarts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRestarts.class);
    private static final long LOOK_EVERY_SECONDS = 2;
    private static final long PATIENCE_SECONDS = 60;

    /** Seen with Kafka Connect 4.3.1 and exactly-once sources: the flush before has not ended when the next one begins. */
    private static final String ALREADY_FLUSHING = "OffsetStorageWriter is already flushing";

    private final Herder herder;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "connect-task-restarts");
        made.setDaemon(true);
        return made;
    });

    TaskRestarts(Herder herder) {
        this.herder = herder;
        var unused =
                thread.scheduleWithFixedDelay(this::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    static boolean canHelp(String trace) {
        return trace.contains(ALREADY_FLUSHING);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            for (String connector : herder.connectors()) {
                if (hasEndedTask(connector)) {
                    restart(connector);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("Failed tasks could not be restarted; they are tried again");
        }
    }

    private boolean hasEndedTask(String connector) {
        try {
            return herder.connectorStatus(connector).tasks().stream()
                    .anyMatch(task -> task.state().equals("FAILED") && canHelp(String.valueOf(task.trace())));
        } catch (NotFoundException e) {
            // It was made just now, and has not started yet.
            return false;
        }
    }

    private void restart(String connector) throws InterruptedException, ExecutionException, TimeoutException {
        LOG.atWarn()
                .addKeyValue("connector", connector)
                .addKeyValue("reason", ALREADY_FLUSHING)
                .log("A task ended by a fault of Kafka Connect and is restarted");
        FutureCallback<ConnectorStateInfo> done = new FutureCallback<>();
        herder.restartConnectorAndTasks(new RestartRequest(connector, true, true), done);
        done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
