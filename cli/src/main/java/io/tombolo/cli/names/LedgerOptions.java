package io.tombolo.cli.names;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.OneLedger;
import io.tombolo.ledger.NameAdministration;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which ledger, and as which of its members. */
final class LedgerOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description =
                    "the data folder of a tombolo up that is stopped, for its embedded ledger (default: ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Option(names = "--ledger-config", paramLabel = "FILE", description = "instead: the consortium's ledger, YAML")
    @Nullable Path ledgerConfig;

    @Option(
            names = "--as",
            paramLabel = "DOMAIN",
            description = "the organisation with whose identity to act (default: the first in the ledger's file)")
    @Nullable String as;

    /** @param fallback who asks the embedded ledger if nobody is given */
    <T> T with(Optional<String> fallback, Function<NameAdministration, T> call) {
        return new OneLedger(data, ledgerConfig)
                .with(
                        Optional.ofNullable(as),
                        fallback,
                        ledger -> call.apply(ledger.names()
                                .orElseThrow(() ->
                                        new CommandException("ledger " + ledger.name() + " has no rule for names"))));
    }
}
