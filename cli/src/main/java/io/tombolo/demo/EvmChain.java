package io.tombolo.demo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The place of an EVM chain among those that confirm the demo's heads; this version has no ledger of that kind yet. */
final class EvmChain {
    private static final String PROGRAM = "anvil";

    private EvmChain() {}

    /**
     * Why no EVM chain confirms the heads, and how to get one.
     *
     * @param path the folders in which programs are looked for, as the environment has them; null for none
     */
    static String skipped(@Nullable String path) {
        return found(path)
                .map(anvil -> "No EVM chain: this version cannot anchor on " + anvil + " yet.")
                .orElse("No EVM chain: there is no " + PROGRAM
                        + " on the PATH (npm install -g @foundry-rs/anvil, or https://getfoundry.sh).");
    }

    private static Optional<Path> found(@Nullable String path) {
        return path == null
                ? Optional.empty()
                : Arrays.stream(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, PROGRAM))
                        .filter(Files::isExecutable)
                        .findFirst();
    }
}
