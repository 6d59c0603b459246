package io.tombolo.connectors.database;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The same against PostgreSQL as its makers pack it, where there is Docker. */
@Testcontainers(disabledWithoutDocker = true)
class PostgresContainerIT extends PostgresContract {

    private static final int PORT = 5432;

    @Override
    PostgresDatabase database() {
        GenericContainer<?> container = new GenericContainer<>("postgres:17")
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                .withCommand("postgres", "-c", "wal_level=logical")
                .withExposedPorts(PORT)
                .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*", 2));
        container.start();
        return new PostgresDatabase() {
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
