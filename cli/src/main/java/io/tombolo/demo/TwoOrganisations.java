package io.tombolo.demo;

import io.tombolo.server.ServerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Two organisations, from the invitation to the end of their agreement: each command in a process of its own, in the folder of its side. */
final class TwoOrganisations {
    private static final String OWNER = "registry.example";
    private static final String PARTNER = "partner.example";
    private static final SharedDataset DATASET = SharedDataset.AIRCRAFT;
    private static final String INVITATION = "invite.json";
    private static final String STATEMENT = "statement.json";
    private static final String CREDENTIALS = OWNER + "/consumer.properties";
    private static final long STEP = 100;
    private static final long PATIENCE_S = 300;

    private final PrintWriter out;
    private final Path owner;
    private final Path partner;
    private final List<Outcome> outcomes = new ArrayList<>();

    private TwoOrganisations(PrintWriter out, Path owner, Path partner) {
        this.out = out;
        this.owner = owner;
        this.partner = partner;
    }

    /** Runs it in a folder that is there and empty; what should be and what was. */
    static List<Outcome> run(Path folder, PrintWriter out) throws InterruptedException {
        try {
            return new TwoOrganisations(
                            out,
                            Files.createDirectories(folder.resolve("owner")),
                            Files.createDirectories(folder.resolve("partner")))
                    .run();
        } catch (IOException e) {
            throw new ServerException("folder " + folder + " can't be written: " + e.getMessage(), e);
        }
    }

    private List<Outcome> run() throws InterruptedException {
        String host = address();
        long began = System.nanoTime();
        Screen.say(out, "1. %s runs a secured server on %s, and shares a dataset", OWNER, host);
        Screen.say(out, "   owner$ ./tombolo up --secure --host %s", host);
        try (Child node = Child.start(
                owner,
                "640m",
                List.of(
                        "up",
                        "--secure",
                        "--host=" + host,
                        "--kafka-port=0",
                        "--registry-port=0",
                        "--connect-port=0",
                        "--api-port=0",
                        "--push-port=0",
                        "--seal-age=PT0.5S",
                        "--anchor-interval=PT0.5S"))) {
            Thread stop = new Thread(node::close, "stop-owner");
            Runtime.getRuntime().addShutdownHook(stop);
            await(() -> Files.exists(owner.resolve("tombolo-data/endpoints.json")), node, "the owner's server");
            Screen.say(out, "     ready after %.1f s", (System.nanoTime() - began) / 1e9);
            share();
            String id = join();
            read();
            usage();
            end(id);
            Runtime.getRuntime().removeShutdownHook(stop);
        }
        return outcomes;
    }

    /** Another address than the partner's, where the system has one. */
    private static String address() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            return socket.getInetAddress().getHostAddress();
        } catch (IOException e) {
            return "127.0.0.1";
        }
    }

    private void share() throws InterruptedException {
        DATASET.unpack(owner);
        Child.Said published = atOwner(
                "publish", "--organisation", OWNER, "--dataset", "aircraft", "--key", "tailnum", "aircraft.csv");
        outcome("the dataset shared and anchored", "3,322 events", found(published, "Anchored: ", " of "), published);
    }

    private String join() throws InterruptedException {
        Screen.say(out, "");
        Screen.say(out, "2. It invites %s, which has an empty folder and no key", PARTNER);
        Child.Said invited = atOwner(
                "invite",
                PARTNER,
                "--dataset",
                DATASET.id().toString(),
                "--purpose",
                "fleet statistics",
                "--price",
                "2000",
                "--valid",
                "P7D",
                "-o",
                INVITATION);
        outcome("an invitation", INVITATION, found(invited, DATASET.id() + ": ", ""), invited);
        move(INVITATION);
        Child.Said joined = atPartner("join", INVITATION);
        outcome("the partner joined; records verified", "1,000 records", found(joined, "Verified: ", ", each"), joined);
        Screen.say(out, "     from the command to the verified records: %.1f s", joined.seconds());
        return found(joined, "Agreed: ", ",");
    }

    /** By whatever channel two people use. */
    private void move(String file) {
        try {
            Files.move(owner.resolve(file), partner.resolve(file));
        } catch (IOException e) {
            throw new ServerException("file " + file + " can't be given to the partner: " + e, e);
        }
    }

    private void read() throws InterruptedException {
        Screen.say(out, "");
        Screen.say(out, "3. The partner reads all of it, and verifies every event");
        Child.Said read = atPartner(consume());
        String count = String.format("%,d", read.out().size());
        outcome("events that the partner verified", "3,322", count, read);
    }

    private static String[] consume(String... more) {
        List<String> command =
                new ArrayList<>(List.of("consume", "--connection", CREDENTIALS, "--policy", OWNER + "/policy.json"));
        command.addAll(List.of("--dataset", DATASET.id().toString(), "--verify", "--level", "ANCHORED"));
        command.addAll(Arrays.asList(more));
        return command.toArray(String[]::new);
    }

    private void usage() throws InterruptedException {
        Screen.say(out, "");
        Screen.say(out, "4. Both sides make the statement of what was read, which is the bill");
        Child.Said owners = atOwner("usage", "--partner", PARTNER, "-o", STATEMENT);
        String row = owners.out().stream()
                .filter(line -> line.contains(DATASET.id().toString()))
                .findFirst()
                .orElse("nothing");
        outcome("events in the owner's statement", "3,322", row.contains("  3,322  ") ? "3,322" : row, owners);
        outcome("their price", "6.64 EUR", row.substring(row.length() - Math.min(8, row.length())), owners);
        move(STATEMENT);
        Child.Said own = atPartner("usage", "--folder", OWNER, "--compare", STATEMENT);
        outcome("the partner's statement is equal to", STATEMENT, found(own, "Equal to ", ","), own);
    }

    private void end(String id) throws InterruptedException {
        Screen.say(out, "");
        Screen.say(out, "5. The agreement ends while the partner waits for more");
        String[] follow = consume("--follow");
        Screen.say(out, "   partner$ ./tombolo %s", String.join(" ", follow));
        try (Child reading = Child.start(partner, "256m", List.of(follow))) {
            await(() -> reading.printed() == DATASET.rows(), reading, "the partner's consumer");
            long ending = System.nanoTime();
            Child.Said ended = atOwner("agreement", "end", id, "--reason", "the demo ends");
            Child.Said refused = reading.ended(ending);
            refused.err().forEach(line -> Screen.say(out, "     %s", line));
            Screen.say(
                    out,
                    "     refused %.1f s after the owner began the command, which took %.1f s",
                    refused.seconds(),
                    ended.seconds());
            outcome("the agreement ended by its owner", "TERMINATED", found(ended, id + ": ", ""), ended);
            expectRefusal("the partner's consumer afterwards", refused, "tombolo: ");
        }
        expectRefusal("a new consumer of the partner", atPartner(consume()), "token is unknown or revoked");
        expectRefusal(
                "the same invitation, by the partner", atPartner("join", INVITATION), "is TERMINATED: end by " + OWNER);
        expectRefusal(
                "the same invitation, by another key", atPartner("join", INVITATION, "-o", "thief"), "by another key");
    }

    private Child.Said atOwner(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(Arrays.asList(arguments));
        command.addAll(List.of("--connection", "tombolo-data/security/client.properties"));
        return said("owner", owner, command);
    }

    private Child.Said atPartner(String... arguments) throws InterruptedException {
        return said("partner", partner, List.of(arguments));
    }

    private Child.Said said(String who, Path folder, List<String> command) throws InterruptedException {
        Screen.say(
                out,
                "   %s$ ./tombolo %s",
                who,
                String.join(
                        " ",
                        command.stream()
                                .map(word -> word.contains(" ") ? "'" + word + "'" : word)
                                .toList()));
        Child.Said said = Child.run(folder, command);
        if (said.exitCode() == 0) {
            said.out().stream().filter(line -> !line.startsWith("{")).forEach(line -> Screen.say(out, "     %s", line));
        }
        said.err().forEach(line -> Screen.say(out, "     %s", line));
        return said;
    }

    /** What a line of the output has between two texts. */
    private static String found(Child.Said said, String before, String behind) {
        return said.out().stream()
                .filter(line -> line.contains(before))
                .map(line -> line.substring(line.indexOf(before) + before.length()))
                .map(rest ->
                        behind.isEmpty() || !rest.contains(behind) ? rest : rest.substring(0, rest.indexOf(behind)))
                .findFirst()
                .orElse("nothing");
    }

    private void outcome(String what, String expected, String found, Child.Said said) {
        outcomes.add(new Outcome(what, expected, found, found.startsWith(expected) && said.exitCode() == 0));
    }

    private void expectRefusal(String what, Child.Said said, String words) {
        boolean refused = said.exitCode() != 0
                && said.err().size() == 1
                && said.err().get(0).contains(words);
        outcomes.add(new Outcome(what, "refused", refused ? "refused" : "exit code " + said.exitCode(), refused));
    }

    private static void await(BooleanSupplier reached, Child child, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_S * 1_000_000_000L;
        while (!reached.getAsBoolean()) {
            if (!child.isAlive() || System.nanoTime() > deadline) {
                throw new ServerException(what + " is not ready: " + String.join(" ", child.all()));
            }
            Thread.sleep(STEP);
        }
    }
}
