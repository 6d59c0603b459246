package io.tombolo.provenance;

import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.WebServer;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;

/** {@code /healthz}: the process answers. {@code /readyz}: it has read what was there before it started, and continues reading. */
final class Health {
    private Health() {}

    static ApiResponse alive() {
        return ApiResponse.text("ok\n");
    }

    static WebServer.Readiness readiness(FollowerState state, LogStore.ObjectState objects) {
        boolean ready = state.phase() == FollowerState.Phase.FOLLOWING;
        return new WebServer.Readiness(ready, ready ? "ready\n" + trouble(objects) : "not ready\n" + why(state) + "\n");
    }

    static ApiResponse ready(FollowerState state, LogStore.ObjectState objects) {
        WebServer.Readiness now = readiness(state, objects);
        return now.ready() ? ApiResponse.text(now.text()) : ReadSideProblem.of(503, "not_ready", why(state));
    }

    /** Does not make it unready: what is in the folder is served, and another instance would not reach the store either. */
    private static String trouble(LogStore.ObjectState objects) {
        return objects.trouble().isEmpty() ? "" : "object store: " + objects.trouble() + "\n";
    }

    private static String why(FollowerState state) {
        return (state.phase() + ". " + state.message()).strip();
    }
}
