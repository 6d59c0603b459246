package io.tombolo.cli.keys;

import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Replaces an organisation's log key by a new one, permanently. The server must be stopped.",
        footer = {
            "",
            "When the server starts again it has the ledger take the new key for each dataset of the organisation, before it anchors "
                    + "anything more; from then on the ledger refuses what the old key signs. What is anchored stays, and verifies by a policy that "
                    + "holds both keys with their times, as the server's own does: send it to your recipients. With --keys, stop every process that signs "
                    + "with these keys yourself."
        })
final class RotateKeyCommand implements Callable<Integer> {
    @Option(
            names = "--organisation",
            required = true,
            paramLabel = "DOMAIN",
            description = "whose key, as acme.example; it signs all datasets of the organisation")
    String organisation = "";

    @Option(
            names = "--lost",
            paramLabel = "PUBLIC-KEY",
            description = "the key's file is lost: its public half, as tombolo keys list --dataset shows it")
    @Nullable String lost;

    @Mixin
    KeyFolder folder = new KeyFolder();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        String present = folder.atRest(keys -> {
            if (lost == null) {
                keys.rotate(organisation, Clock.systemUTC().instant());
            } else {
                keys.replaceLost(organisation, lost, Clock.systemUTC().instant());
            }
            return keys.publicKey(organisation);
        });
        List<LogKeys.Retired> retired = folder.with(keys -> keys.retired(organisation));
        LogKeys.Retired former = retired.get(retired.size() - 1);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(Map.of(
                    "organisation",
                    organisation,
                    "log_key",
                    present,
                    "from",
                    former.until().toString(),
                    "former_log_key",
                    former.publicKey())));
        } else {
            out.printf("The log key of %s is %s from %s on.%n", organisation, present, former.until());
            out.printf("Former key, which signs no more: %s%n", former.publicKey());
            out.println(
                    "Start the server again: it has the ledger take the new key, then anchors on. Then inform your");
            out.println("receivers, who need both keys in their policy: tombolo policy init.");
        }
        out.flush();
        return ExitCode.GOOD;
    }
}
