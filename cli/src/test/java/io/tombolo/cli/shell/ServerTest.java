package io.tombolo.cli.shell;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.cli.MisbehavingServer;
import io.tombolo.http.HttpLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ServerTest {
    /** The server never finishes, so this limit is reached however fast the machine is. */
    private static final HttpLimits SHORT = new HttpLimits(Duration.ofMillis(300), 1000, 0);

    @Test
    void leavesAServerThatIsSilentAfterItsHead() throws Exception {
        try (MisbehavingServer silent = new MisbehavingServer(MisbehavingServer::fallSilent)) {
            Server server = new Server(SHORT).at(silent.url());

            assertThatThrownBy(() -> server.getJson("/api/v1/status"))
                    .isInstanceOf(CommandException.class)
                    .hasMessage(silent.url() + "/api/v1/status: the answer is not whole within 300 ms, the limit");
        }
    }
}
