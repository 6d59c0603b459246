package io.tombolo.provenance;

import io.tombolo.provenance.follow.FollowerState;

/** {@code /healthz}: the process answers. {@code /readyz}: it has read what was there before it started, and continues reading. */
final class Health {
    private Health() {}

    static ApiResponse alive() {
        return ApiResponse.text("ok\n");
    }

    static ApiResponse ready(FollowerState state) {
        return switch (state.phase()) {
            case FOLLOWING -> ApiResponse.text("ready\n");
            case CONNECTING, CATCHING_UP, FAILED, STOPPED ->
                ApiResponse.error(503, "not_ready", (state.phase() + ". " + state.message()).strip());
        };
    }
}
