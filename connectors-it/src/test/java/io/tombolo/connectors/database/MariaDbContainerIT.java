package io.tombolo.connectors.database;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The same against MariaDB as its makers pack it, where there is Docker. */
@Testcontainers(disabledWithoutDocker = true)
class MariaDbContainerIT extends MariaDbContract {

    private static final int PORT = 3306;

    @Override
    MariaDbDatabase database() {
        GenericContainer<?> container = new GenericContainer<>("mariadb:11.4")
                .withEnv("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "1")
                .withCommand("--log-bin=binlog", "--binlog-format=ROW", "--server-id=1")
                .withExposedPorts(PORT)
                .waitingFor(Wait.forLogMessage(".*ready for connections.*", 2));
        container.start();
        return new MariaDbDatabase() {
            @Override
            public String host() {
                return container.getHost();
            }

            @Override
            public int port() {
                return container.getMappedPort(PORT);
            }

            @Override
            public void close() {
                container.stop();
            }
        };
    }
}
