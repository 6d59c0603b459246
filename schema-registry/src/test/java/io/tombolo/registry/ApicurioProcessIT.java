package io.tombolo.registry;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Against Apicurio's registry, run natively; or against the registry whose address is in TOMBOLO_FOREIGN_REGISTRY. */
class ApicurioProcessIT extends ForeignRegistryContract {

    @TempDir
    static Path folder;

    private static ApicurioProcess apicurio;
    private static String url = "";

    @BeforeAll
    static void start() throws IOException {
        String given = System.getenv("TOMBOLO_FOREIGN_REGISTRY");
        if (given != null) {
            url = given;
            return;
        }
        apicurio = ApicurioProcess.start(folder);
        url = apicurio.url();
    }

    @AfterAll
    static void stop() {
        if (apicurio != null) {
            apicurio.close();
        }
    }

    @Override
    String url() {
        return url;
    }
}
