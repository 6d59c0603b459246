package io.tombolo.cli.shell;

import picocli.CommandLine.Option;

/** {@code --json}: the answer as one JSON document on standard output, for machines. */
public final class JsonOption {
    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    /** Whether it was given. */
    public boolean isGiven() {
        return json;
    }
}
