package io.tombolo.cli;

import io.tombolo.witness.WitnessServer;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "witness",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a C2SP witness: cosigns the checkpoints of logs that only grow.",
        footer = {
            "",
            "Takes checkpoints on the address of `http`, and serves /metrics and /ready on that of `operations`. Needs no Kafka. "
                    + "Ends on SIGTERM. More: docs/witness.md."
        })
final class WitnessCommand implements Callable<Integer> {
    @Mixin
    PartOptions options = new PartOptions();

    @Option(names = "--init", description = "make a new witness's state folder, and its key if there is none, and end")
    boolean init;

    @Option(names = "--print-vkey", description = "print the verifier key for clients and policies, and end")
    boolean printVkey;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (init) {
            return options.print(WitnessServer.Config.FILE, out, WitnessServer::init);
        }
        if (printVkey) {
            return options.print(WitnessServer.Config.FILE, out, WitnessServer::vkey);
        }
        return options.run(WitnessServer.Config.FILE, out, config -> WitnessServer.start(config, Clock.systemUTC()));
    }
}
