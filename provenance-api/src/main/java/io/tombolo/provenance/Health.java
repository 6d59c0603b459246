package io.tombolo.provenance;

import io.tombolo.provenance.follow.FollowerState;

/** {@code /healthz}: the process answers. {@code /readyz}: it has read what was there before it started, and goes on reading. */
final class Health {
    private Health() {}

    static Answer alive() {
        return Answer.text("ok\n");
    }

    static Answer ready(FollowerState state) {
        return switch (state.phase()) {
            case FOLLOWING -> Answer.text("ready\n");
            case CONNECTING, CATCHING_UP, FAILED, STOPPED ->
                Answer.error(503, "not_ready", (state.phase() + ". " + state.message()).strip());
        };
    }
}
