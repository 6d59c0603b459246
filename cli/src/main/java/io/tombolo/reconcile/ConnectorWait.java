package io.tombolo.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.publish.ConnectClient;
import io.tombolo.reconcile.source.Cut;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for a connector, as long as there is hope. */
final class ConnectorWait {
    private static final long LOOK_EVERY_MILLIS = 250;

    private ConnectorWait() {}

    /** Until its first snapshot is over: before that, the feed has no state to compare. */
    static void untilItFollows(ConnectClient client, String name, Duration patience) {
        until(client, name, patience, "does not follow the source's changes yet", ConnectorWait::follows);
    }

    /** Until it has read all that a snapshot holds. */
    static void untilPassed(ConnectClient client, String name, Cut cut, Duration patience) {
        until(client, name, patience, "has not passed " + cut.position(), cut::passed);
    }

    private static boolean follows(JsonNode offset) {
        boolean inSnapshot =
                !List.of("", "null", "false").contains(offset.path("snapshot").asText());
        boolean ended = offset.path("snapshot_completed").asBoolean()
                || offset.path("last_snapshot_record").asBoolean();
        return offset.isObject() && (!inSnapshot || ended);
    }

    private static void until(
            ConnectClient client, String name, Duration patience, String trouble, Predicate<JsonNode> reached) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (JsonNode at = offset(client, name); !reached.test(at); at = offset(client, name)) {
            ConnectClient.Status status = client.statusWhileWaiting(name);
            String behind = "connector " + name + " " + trouble + ", so its feed can't be compared: ";
            if (status.failed()) {
                throw new ReconcileException(behind + "it has failed: " + status.trouble());
            }
            if (List.of("PAUSED", "STOPPED").contains(status.connector())) {
                throw new ReconcileException(behind + "it is "
                        + status.connector().toLowerCase(Locale.ROOT) + "; tombolo connect resume " + name);
            }
            if (System.nanoTime() > deadline) {
                throw new ReconcileException(behind + "it is at " + at + " after " + patience.toSeconds()
                        + " s; give it longer with --patience, or see tombolo connect status " + name);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ReconcileException("interrupted while connector " + name + " was waited for", e);
            }
        }
    }

    private static JsonNode offset(ConnectClient client, String name) {
        return client.offsets(name).path("offsets").path(0).path("offset");
    }
}
