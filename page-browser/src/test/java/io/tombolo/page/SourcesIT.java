package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tombolo.verifier.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SourcesIT {
    /** Among others, that both languages have the same words. */
    @Test
    void areTyped() {
        Path compiler = BundleTest.MODULE.resolve("node_modules/typescript/bin/tsc");
        assumeTrue(
                Files.exists(compiler), "no compiler of TypeScript here: npm ci in page gets the one that is locked");

        assertThat(Programs.lines(Programs.node(), compiler, "-p", BundleTest.MODULE))
                .isEmpty();
    }
}
