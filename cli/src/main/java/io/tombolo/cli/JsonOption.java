package io.tombolo.cli;

import picocli.CommandLine.Option;

/** {@code --json}: the answer as one JSON document on standard output, for machines. */
final class JsonOption {
    @Option(names = "--json", description = "answer in JSON")
    boolean json;
}
