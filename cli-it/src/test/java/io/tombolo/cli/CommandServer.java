package io.tombolo.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * Runs one command after the other in one JVM, in the folder where it was started and for shells of the same environment: for blocks of
 * documentation, whose commands take most of their CPU to load classes. The program that it writes calls it over pipes.
 */
final class CommandServer {
    /** The pipe of those that have the same variables. What serves until it is stopped, or writes a log, has a JVM of its own. */
    private static final String PROGRAM = """
            #!/bin/sh
            calls='%2$s'/$(env | grep '^TOMBOLO' | sort | cksum | tr -dc 0-9).calls
            [ "${1:-}" != serve-commands ] || { mkfifo "$calls"; exec %1$s %3$s "$calls"; }
            case ${1:-} in
              up | demo | witness | anchoring | read-side | push | join) exec %1$s io.tombolo.cli.Main "$@" ;;
            esac
            [ -p "$calls" ] || exec %1$s io.tombolo.cli.Main "$@"
            call=$(mktemp -d '%2$s/call.XXXXXX')
            mkfifo "$call/out" "$call/err"
            [ $# = 0 ] || printf '%%s\\0' "$@" >"$call/arguments"
            echo "$call" >"$calls"
            cat "$call/err" >&2 &
            cat "$call/out"
            wait
            exit "$(cat "$call/exit")"
            """;

    private CommandServer() {}

    /** Writes the program {@code tombolo} into a folder; {@code java} is a JVM with its options and class path, as a shell reads it. */
    static Path program(Path folder, String java) throws IOException {
        Path program = Files.writeString(
                folder.resolve("tombolo"), String.format(PROGRAM, java, folder, CommandServer.class.getName()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    /** Starts what serves the program in its folder with these variables. */
    static Process start(Path program, Map<String, String> variables) throws IOException {
        ProcessBuilder server = new ProcessBuilder(program.toString(), "serve-commands")
                .directory(program.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(program.getParent(), "commands", ".log")
                        .toFile());
        server.environment().putAll(variables);
        return server.start();
    }

    /** Reads the folder of each call from the pipe. */
    public static void main(String[] arguments) throws Exception {
        NoLogging.set();
        Path calls = Path.of(arguments[0]);
        while (true) {
            // At the end of the pipe all who wrote have closed it.
            for (String call : Files.readAllLines(calls)) {
                run(Path.of(call));
            }
        }
    }

    private static void run(Path call) throws Exception {
        Path given = call.resolve("arguments");
        List<String> words =
                Files.exists(given) ? List.of(Files.readString(given).split("\0", -1)) : List.of("");
        String[] arguments = words.subList(0, words.size() - 1).toArray(String[]::new);
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (OutputStream said = Files.newOutputStream(call.resolve("out"));
                OutputStream complained = Files.newOutputStream(call.resolve("err"))) {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            Files.writeString(call.resolve("exit"), String.valueOf(Main.run(arguments)));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
