package io.tombolo.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.publish.ConnectClient;
import io.tombolo.reconcile.source.Cut;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits until a connector has read all that a snapshot holds. */
final class ConnectorWait {
    private static final long LOOK_EVERY_MILLIS = 250;

    private ConnectorWait() {}

    static void until(ConnectClient client, String name, Cut cut, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!cut.passed(offset(client, name))) {
            ConnectClient.Status status = client.status(name);
            if (status.failed()) {
                throw new ReconcileException("connector " + name + " has failed, so its feed does not reach the source's "
                        + "present state: " + status.trouble());
            }
            if (!status.connector().equals("RUNNING")) {
                throw new ReconcileException("connector " + name + " is " + status.connector().toLowerCase(java.util.Locale.ROOT)
                        + ", so its feed does not reach the source's present state: tombolo connect resume " + name);
            }
            if (System.nanoTime() > deadline) {
                throw new ReconcileException("connector " + name + " has not passed " + cut.position() + " within "
                        + patience.toSeconds() + " s; it is at " + offset(client, name)
                        + ": give it longer with --patience, or see tombolo connect status " + name);
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
