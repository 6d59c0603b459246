package io.tombolo.server;

import io.tombolo.config.ConfigFile;
import io.tombolo.config.ConfigFile.ConfigException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The connector of a dataspace beside a node; {@code dataspace-defaults.yaml} beside this class explains every key.
 *
 * @param participantId this node's in the dataspace
 * @param port 0 takes a free one
 * @param address by which other connectors reach it, empty for where it listens
 * @param hosts that callbacks may go to although their addresses are private
 * @param participants the other connectors
 */
record DataspaceFile(
        String participantId,
        int port,
        String address,
        List<String> hosts,
        List<Participant> participants,
        int exchanges) {
    static final ConfigFile<DataspaceFile> FILE = new ConfigFile<>(
            DataspaceFile.class, "dataspace-defaults.yaml", Map.of("participants", new Participant("", "", "", "")));

    /**
     * Another connector.
     *
     * @param id its participant identifier
     * @param organisation the organisation that it acts for, as agreements name it
     * @param sha256 of the whole header {@code Authorization} that it sends, hexadecimal
     * @param authorization the header that is sent to it, empty for none; secret
     */
    record Participant(String id, String organisation, String sha256, String authorization) {}

    DataspaceFile {
        hosts = List.copyOf(hosts);
        participants = List.copyOf(participants);
        if (participantId.isEmpty()) {
            throw new ConfigException("participantId: is empty, must be this node's identifier in the dataspace");
        }
        ConfigFile.check("port", port, 0, 65_535);
        ConfigFile.check("exchanges", exchanges, 1, 1_000_000);
        if (!address.isEmpty() && !isRoot(address)) {
            throw new ConfigException("address: '" + address + "', must be as https://connector.acme.example:8495");
        }
        Set<String> seen = new HashSet<>();
        for (Participant one : participants) {
            if (one.id().isEmpty() || one.organisation().isEmpty() || !seen.add(one.id())) {
                throw new ConfigException("participants: each needs an id of its own and an organisation");
            }
            if (!one.sha256().matches("[0-9a-f]{64}") || !seen.add(one.sha256())) {
                throw new ConfigException("participants: sha256 of " + one.id()
                        + ": must be 64 hexadecimal digits, of a header of its own");
            }
        }
    }

    private static boolean isRoot(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null && uri.getRawQuery() == null && !address.endsWith("/");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
