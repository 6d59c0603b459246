package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.server.Security;
import io.tombolo.server.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A secured owner on 127.0.0.2 that shares three datasets, and what partners are given of it. */
final class InvitingOwner implements AutoCloseable {
    static final String CALLS = "acme.example/calls";
    static final String FEW = "acme.example/few";

    private static final String ADDRESS = "127.0.0.2";

    private final Path temp;
    private final List<Integer> ports = ServerProcess.freePorts(7, InetAddress.getByName(ADDRESS));
    private NodeHere node;
    private int invitations;

    private InvitingOwner(Path temp) throws IOException {
        this.temp = temp;
        this.node = up("owner");
    }

    static InvitingOwner start(Path temp) throws IOException {
        InvitingOwner owner = new InvitingOwner(temp);
        StringBuilder rows = new StringBuilder("id,name\n");
        for (int i = 0; i < 1_200; i++) {
            rows.append(i).append(",call ").append(i).append('\n');
        }
        Path file = Files.writeString(temp.resolve("calls.csv"), rows);
        Path few = Files.writeString(temp.resolve("few.csv"), "id,name\n1,a\n2,b\n");
        assertThat(owner.publish("calls", file).out()).contains("Anchored: 1,200 events");
        assertThat(owner.publish("few", few).out()).contains("Anchored: 2 events");
        assertThat(owner.publish("apart", few).out()).contains("Anchored: 2 events");
        return owner;
    }

    /** A server on the same ports, with that folder. */
    NodeHere up(String folder) {
        return NodeHere.up(NodeHere.on(
                        temp.resolve(folder), ADDRESS, ports, new ServerConfig.PartnerPorts(ports.get(5), ports.get(6)))
                .withSecurity(Security.lab()));
    }

    void stop() {
        node.close();
    }

    /** After it was stopped. */
    void startAgain() {
        node = up("owner");
    }

    String connection() {
        return temp.resolve("owner/security/client.properties").toString();
    }

    String partnersAddress() {
        return ADDRESS + ":" + ports.get(5);
    }

    String agreements() {
        return "https://" + ADDRESS + ":" + ports.get(6);
    }

    Shell.Said publish(String dataset, Path file) {
        return Shell.run(
                "publish",
                "--connection",
                connection(),
                "--organisation",
                "acme.example",
                "--dataset",
                dataset,
                "--key",
                "id",
                file.toString());
    }

    /** Invites partner.example; the file. */
    Path invite(String dataset, String... more) {
        return inviteOther("partner.example", dataset, more);
    }

    /** Invites an organisation that no other test knows, so that none of its agreements is in force. */
    Path inviteOther(String partner, String dataset, String... more) {
        Path file = temp.resolve("invite-" + ++invitations + ".json");
        List<String> command = new ArrayList<>(List.of("invite", partner, "--connection", connection()));
        command.addAll(List.of("--dataset", dataset, "-o", file.toString()));
        command.addAll(Arrays.asList(more));
        Shell.Said said = Shell.run(command.toArray(String[]::new));
        assertThat(said.err()).isEmpty();
        assertThat(said.out())
                .startsWith("Invitation for " + partner + " to " + dataset + ": " + file)
                .contains("works once, until ")
                .contains("log key of acme.example  ");
        return file;
    }

    static Shell.Said join(Path invitation, Path folder, String... more) {
        List<String> command = new ArrayList<>(List.of("join", invitation.toString(), "-o", folder.toString()));
        command.addAll(Arrays.asList(more));
        return Shell.run(command.toArray(String[]::new));
    }

    @Override
    public void close() {
        node.close();
    }
}
