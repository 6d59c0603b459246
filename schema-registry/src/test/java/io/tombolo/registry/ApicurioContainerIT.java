package io.tombolo.registry;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** Against Apicurio's registry as its makers pack it, where there is Docker. */
@Testcontainers(disabledWithoutDocker = true)
class ApicurioContainerIT extends ForeignRegistryContract {

    private static final int PORT = 8080;
    private static final String PATH = "/apis/ccompat/v7";

    @Container
    private static final GenericContainer<?> APICURIO = new GenericContainer<>(
                    "apicurio/apicurio-registry:" + System.getProperty("tombolo.apicurio.version", "3.0.9"))
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp(PATH + "/subjects").forPort(PORT));

    @Override
    String url() {
        return "http://" + APICURIO.getHost() + ":" + APICURIO.getMappedPort(PORT) + PATH;
    }
}
