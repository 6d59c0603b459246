package io.tombolo.cli.erase;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.connectors.protect.KeyTopic;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rewrap",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Wraps the keys of protected fields again by a new key encryption key. The server keeps running.",
        footer = {
            "",
            "A keyset file gets a new key. With --remove-old it then loses the old one: what is kept anywhere of the topic tombolo.keys from before opens nothing"
                    + " more. A worker elsewhere that has a copy of the file needs the new one in between. Where the first of several key encryption keys is a"
                    + " key management service's, everything is wrapped by that one. A second call does what a first one left open."
        })
public final class RewrapCommand implements Callable<Integer> {
    @Option(names = "--remove-old", description = "add no key, and remove the old ones from the keyset file at the end")
    boolean removeOld;

    @Mixin
    OwnersFolder folder = new OwnersFolder();

    @Mixin
    JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        String first = folder.keysets().split(",", -1)[0].strip();
        boolean file = !first.contains("://");
        try (KeyTopic topic = folder.keys()) {
            boolean added = file && !removeOld && KeyEncryption.addKey(Path.of(first));
            KeyTopic.Rewrapped done = topic.rewrap();
            topic.forget();
            int removed = file && removeOld ? KeyEncryption.removeOldKeys(Path.of(first)) : 0;
            PrintWriter out = spec.commandLine().getOut();
            if (json.isGiven()) {
                out.println(Json.text(Map.of(
                        "key",
                        first,
                        "added",
                        added,
                        "wrapped",
                        done.groups(),
                        "before",
                        done.before(),
                        "removed",
                        removed)));
            } else {
                print(out, first, file, added, done, removed);
            }
            out.flush();
            return ExitCode.GOOD;
        } catch (KeyException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private void print(
            PrintWriter out, String first, boolean file, boolean added, KeyTopic.Rewrapped done, int removed) {
        out.printf(
                "%s wrapped again by %s%s; %s already%n",
                Count.of(done.groups(), "group"), added ? "a new key in " : "", first, done.before());
        if (!file) {
            out.println("Now start tombolo up with --protect-keyset " + first + " alone.");
        } else if (removed > 0) {
            out.printf(
                    "%s removed from %s: copies of the file from before open nothing more%n",
                    Count.of(removed, "old key"), first);
        } else if (!removeOld) {
            out.println(
                    "Copy the file to workers elsewhere that have one, and to your backup; then: tombolo keys rewrap --remove-old");
        }
    }
}
