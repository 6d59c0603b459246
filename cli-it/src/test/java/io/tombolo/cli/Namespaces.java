package io.tombolo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Two network namespaces with one link between them, as two machines with a cable; each has its own loopback and nothing else. */
final class Namespaces implements AutoCloseable {
    /** Of documentation (RFC 5737): nobody's. */
    static final String OWNER = "192.0.2.1";

    private static final String PARTNER = "192.0.2.2";

    private final String owner = "tombolo-o-" + ProcessHandle.current().pid();
    private final String partner = "tombolo-p-" + ProcessHandle.current().pid();

    private Namespaces() {}

    /** Why this machine does not let them be made; empty where it does. */
    static Optional<String> refusal() {
        String name = "tombolo-t-" + ProcessHandle.current().pid();
        Optional<String> refused = tried("ip", "netns", "add", name);
        if (refused.isEmpty()) {
            run("ip", "netns", "del", name);
        }
        return refused.map(why -> "network namespaces can't be made here, `ip netns add` says: " + why);
    }

    static Namespaces make() {
        Namespaces both = new Namespaces();
        try {
            both.link();
            return both;
        } catch (RuntimeException e) {
            both.close();
            throw e;
        }
    }

    private void link() {
        String end = "to" + ProcessHandle.current().pid();
        run("ip", "netns", "add", owner);
        run("ip", "netns", "add", partner);
        run("ip", "link", "add", end, "netns", owner, "type", "veth", "peer", "name", end, "netns", partner);
        for (List<String> one : List.of(List.of(owner, OWNER), List.of(partner, PARTNER))) {
            run("ip", "-n", one.get(0), "address", "add", one.get(1) + "/30", "dev", end);
            run("ip", "-n", one.get(0), "link", "set", end, "up");
            run("ip", "-n", one.get(0), "link", "set", "lo", "up");
        }
    }

    /** In front of a command that is to run at the owner's. */
    List<String> atOwner() {
        return List.of("ip", "netns", "exec", owner);
    }

    List<String> atPartner() {
        return List.of("ip", "netns", "exec", partner);
    }

    private static void run(String... command) {
        tried(command).ifPresent(why -> {
            throw new IllegalStateException(String.join(" ", command) + ": " + why);
        });
    }

    private static Optional<String> tried(String... command) {
        try {
            Path said = Files.createTempFile("ip", ".out");
            try {
                Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
                boolean ended = process.waitFor(5, TimeUnit.MINUTES);
                return ended && process.exitValue() == 0
                        ? Optional.empty()
                        : Optional.of(Files.readString(said).strip());
            } finally {
                Files.delete(said);
            }
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** The link goes with them. */
    @Override
    public void close() {
        tried("ip", "netns", "del", owner);
        tried("ip", "netns", "del", partner);
    }
}
