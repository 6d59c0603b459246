package io.tombolo.up;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator may choose for {@code tombolo up}. A port of 0 takes any free one.
 *
 * @param data the data folder
 * @param host the address to listen on; loopback by default
 * @param sealLeaves seal a batch at this many leaves
 * @param sealAge seal a batch at this age
 * @param anchorInterval how often the newest checkpoints go to the ledger
 * @param ledgerConfig the file that names a consortium's ledger; empty for the embedded one
 */
public record UpConfig(
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
    public UpConfig {
        checkPort("kafka", kafkaPort);
        checkPort("registry", registryPort);
        checkPort("connect", connectPort);
        checkPort("api", apiPort);
        checkPort("push", pushPort);
        if (sealLeaves < 1) {
            throw new UpException("seal-leaves is " + sealLeaves + ", least 1");
        }
        checkPositive("seal-age", sealAge);
        checkPositive("anchor-interval", anchorInterval);
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new UpException("--" + name + "-port is " + port + ", limits 0 and 65535");
        }
    }

    private static void checkPositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new UpException("--" + name + " is " + duration + ", it must be longer than nothing");
        }
    }
}
