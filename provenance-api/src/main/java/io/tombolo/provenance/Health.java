package io.tombolo.provenance;

import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.WebServer;
import io.tombolo.provenance.follow.FollowerState;

/** {@code /healthz}: the process answers. {@code /readyz}: it has read what was there before it started, and continues reading. */
final class Health {
    private Health() {}

    static ApiResponse alive() {
        return ApiResponse.text("ok\n");
    }

    static WebServer.Readiness readiness(FollowerState state) {
        boolean ready = state.phase() == FollowerState.Phase.FOLLOWING;
        return new WebServer.Readiness(ready, ready ? "ready\n" : "not ready\n" + why(state) + "\n");
    }

    static ApiResponse ready(FollowerState state) {
        WebServer.Readiness now = readiness(state);
        return now.ready() ? ApiResponse.text(now.text()) : ReadSideProblem.of(503, "not_ready", why(state));
    }

    private static String why(FollowerState state) {
        return (state.phase() + ". " + state.message()).strip();
    }
}
