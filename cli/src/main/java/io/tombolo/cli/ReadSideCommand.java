package io.tombolo.cli;

import io.tombolo.provenance.ProvenanceApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "read-side",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the read side alone, against a Kafka and a registry of your own.",
        footer = {
            "",
            "Serves tiles, proofs, evidence and the web page on the address of `http`, and /metrics and /ready on that of "
                    + "`operations`. It needs a policy file. Ends on SIGTERM. More: docs/provenance-api.md."
        })
final class ReadSideCommand implements Callable<Integer> {
    @Mixin
    PartOptions options = new PartOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return options.run(ProvenanceApi.FileConfig.FILE, spec.commandLine().getOut(), ProvenanceApi::start);
    }
}
