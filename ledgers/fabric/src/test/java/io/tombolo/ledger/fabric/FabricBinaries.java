package io.tombolo.ledger.fabric;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test class with a message where Fabric's binaries aren't found. */
final class FabricBinaries implements BeforeAllCallback {
    private static final List<String> NAMES = List.of("peer", "orderer", "configtxgen", "cryptogen", "osnadmin");

    @Override
    public void beforeAll(ExtensionContext context) {
        String path = Optional.ofNullable(System.getenv("TOMBOLO_FABRIC_BIN")).orElse("")
                + File.pathSeparator
                + System.getenv("PATH");
        Assumptions.assumeTrue(
                Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isBlank())
                        .map(Path::of)
                        .anyMatch(folder -> NAMES.stream().allMatch(name -> Files.isExecutable(folder.resolve(name)))),
                "NOT RUN: Fabric's " + String.join(", ", NAMES) + " are neither in TOMBOLO_FABRIC_BIN nor on the PATH");
    }
}
