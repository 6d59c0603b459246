package io.tombolo.cli;

import io.tombolo.push.PushServer;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "push",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs HTTP push alone, against a Kafka and a registry of your own.",
        footer = {
            "",
            "Takes events on the address of `http`, and serves /metrics and /ready on that of `operations`. API keys: tombolo "
                    + "push-key --keys FILE. Ends on SIGTERM. More: docs/sources/http-push.md."
        })
final class PushCommand implements Callable<Integer> {
    @Mixin
    PartOptions options = new PartOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return options.run(
                PushServer.FileConfig.FILE,
                spec.commandLine().getOut(),
                config -> PushServer.start(config, Clock.systemUTC()));
    }
}
