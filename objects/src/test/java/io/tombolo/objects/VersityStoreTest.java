package io.tombolo.objects;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Against versitygw, which is written in Go. */
class VersityStoreTest extends S3StoreContract {
    @TempDir
    private static Path dir;

    private static VersityGateway server;

    @BeforeAll
    static void start() throws Exception {
        server = VersityGateway.start(dir);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    URI endpoint() {
        return server.endpoint();
    }
}
