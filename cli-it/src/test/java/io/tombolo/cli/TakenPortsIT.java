package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secured server that was killed, and whose ports others have when it comes back. */
class TakenPortsIT {
    @TempDir
    Path temp;

    @Test
    void comesBackOnOtherPortsWhereItFoundThemAndSaysSoAndRefusesWhereTheyWereGiven() throws Exception {
        Path data = temp.resolve("data");
        List<ServerSocket> taken = new ArrayList<>();
        List<Integer> first;
        try (NodeHere server = NodeHere.upSecured(data)) {
            first = ports(data);
            assertThat(server.reports()).isEmpty();
        }
        List<Integer> lost = List.of(first.get(0), first.get(1), first.get(3));
        List<Integer> kept = List.of(first.get(2), first.get(4));
        try {
            for (int port : lost) {
                taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            }
            try (NodeHere server = NodeHere.up(data)) {
                assertThat(ports(data)).containsAll(kept).doesNotContainAnyElementsOf(lost);
                for (int port : lost) {
                    assertThat(String.join("\n", server.reports()))
                            .containsPattern("(?m)^port " + port
                                    + " \\([a-z]+\\), which the last start found, is in use by java"
                                    + " \\(process " + ProcessHandle.current().pid()
                                    + "\\): this one takes \\d+;");
                }
            }
            ServerProcess refused = ServerProcess.begin(data, first);

            assertThat(refused.waitFor()).isEqualTo(2);
            assertThat(refused.said().lines())
                    .containsExactly("tombolo: port " + first.get(0)
                            + " on 127.0.0.1 can't be had (Address already in use"
                            + " by java (process " + ProcessHandle.current().pid() + ")): stop what listens there, or"
                            + " choose another with --kafka-port PORT (0 takes a free one)");
        } finally {
            for (ServerSocket one : taken) {
                one.close();
            }
        }
    }

    /** Of Kafka, registry, Connect, read side, push. */
    private static List<Integer> ports(Path data) throws Exception {
        JsonNode endpoints = Json.MAPPER.readTree(data.resolve("endpoints.json").toFile());
        List<Integer> ports = new ArrayList<>();
        for (String part : List.of("kafka", "registry", "connect", "api", "push")) {
            String address = endpoints.path(part).asText();
            ports.add(URI.create(address.contains("//") ? address : "kafka://" + address)
                    .getPort());
        }
        return ports;
    }
}
