package io.tombolo.dsp;

import io.tombolo.http.server.Protection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Connectors on loopback. */
final class Connectors {
    static final Retry SOON = new Retry(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5), 200);
    /** For the compatibility kit: it notes an exchange after our answer to its request, and loses a message that comes before that. */
    static final Retry UNHURRIED = new Retry(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMinutes(5), 200);

    static final Reach ANYWHERE = new Reach(true, Set.of());

    private Connectors() {}

    static Dataspace.Config config(String id, Path folder, Agreements agreements) {
        return config(id, folder, agreements, Participants.anybody("somebody"), 0);
    }

    static Dataspace.Config unhurried(String id, Path folder, Agreements agreements) {
        return config(id, folder, agreements, Participants.anybody("somebody"), 0, UNHURRIED);
    }

    static Dataspace.Config config(String id, Path folder, Agreements agreements, Participants participants, int port) {
        return config(id, folder, agreements, participants, port, SOON);
    }

    private static Dataspace.Config config(
            String id, Path folder, Agreements agreements, Participants participants, int port, Retry retry) {
        return new Dataspace.Config(
                "127.0.0.1",
                port,
                id,
                Optional.empty(),
                folder,
                Protection.NONE,
                Optional.empty(),
                participants,
                agreements,
                ANYWHERE,
                retry,
                Optional.empty(),
                1_000);
    }

    static Dataspace start(Dataspace.Config config) {
        return Dataspace.start(config, Clock.systemUTC());
    }
}
