package io.tombolo.provenance.store;

import io.tombolo.objects.VersityGateway;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Against versitygw; skipped with a message where it is not installed. */
class ArchivedInS3Test extends ArchivedLogsContract {
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static VersityGateway server;
    private String prefix = "";

    @BeforeAll
    static void start() throws Exception {
        server = VersityGateway.start(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void prefix() {
        prefix = "p" + PREFIXES.incrementAndGet();
    }

    @Override
    String at() {
        return server.at(prefix);
    }

    @Override
    void breakStore() throws Exception {
        server.stop();
    }

    @Override
    void repairStore() throws Exception {
        server.startAgain();
    }
}
