package io.tombolo.ledger.embedded;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * What an embedded ledger is made with. Channel, chaincode and members are written into block 0 and can't change afterwards.
 *
 * @param directory holds everything that persists; made if missing
 * @param host address to listen on; loopback unless others are to reach it
 * @param port 0 for any free one
 * @param channel the channel's name, as in {@code fabric:<channel>/<chaincode>}
 * @param members domains of the organisations that run peers; all of them endorse
 */
public record EmbeddedLedgerConfig(
        Path directory, String host, int port, String channel, String chaincode, List<String> members, Clock clock) {
    public EmbeddedLedgerConfig {
        members = List.copyOf(members);
        if (members.isEmpty() || members.stream().distinct().count() != members.size()) {
            throw new IllegalArgumentException("members " + members + ": at least one, and each once");
        }
        if (!channel.matches("[a-z][a-z0-9.-]{0,248}")) {
            throw new IllegalArgumentException(
                    "channel '" + channel + "': lower-case letters, digits, dots and dashes");
        }
        if (!chaincode.matches("[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")) {
            throw new IllegalArgumentException("chaincode '" + chaincode + "': letters, digits, single - and _");
        }
    }
}
