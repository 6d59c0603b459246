package io.tombolo.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What may be chosen for a server, as by the options of {@code tombolo up}. A port of 0 takes any free one.
 *
 * @param data the data folder
 * @param host the address to listen on; loopback by default
 * @param sealLeaves seal a batch at this many leaves
 * @param sealAge seal a batch at this age
 * @param anchorInterval how often the newest checkpoints go to the ledger
 * @param ledgerConfig the file that names a consortium's ledger; empty for the embedded one
 */
public record ServerConfig(
        Path data,
        String host,
        int kafkaPort,
        int registryPort,
        int connectPort,
        int apiPort,
        int pushPort,
        int sealLeaves,
        Duration sealAge,
        Duration anchorInterval,
        Optional<Path> ledgerConfig) {
    public ServerConfig {
        checkPort("kafka", kafkaPort);
        checkPort("registry", registryPort);
        checkPort("connect", connectPort);
        checkPort("api", apiPort);
        checkPort("push", pushPort);
        if (sealLeaves < 1) {
            throw new ServerException("seal-leaves is " + sealLeaves + ", least 1");
        }
        checkPositive("seal-age", sealAge);
        checkPositive("anchor-interval", anchorInterval);
    }

    /**
     * For a server inside another program, as in a test: loopback, free ports, the embedded ledger, and short intervals, so that an
     * event is anchored within about a second.
     */
    public static ServerConfig local(Path data) {
        Duration often = Duration.ofMillis(200);
        return new ServerConfig(data, "127.0.0.1", 0, 0, 0, 0, 0, 100_000, often, often, Optional.empty());
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new ServerException("--" + name + "-port is " + port + ", limits 0 and 65535");
        }
    }

    private static void checkPositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new ServerException("--" + name + " is " + duration + ", it must be longer than nothing");
        }
    }
}
