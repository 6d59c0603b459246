package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask a server which does not do what it should: each ends with one line that says so. */
@Timeout(300)
class MisbehavingServerTest {
    private static final String[] ASKING = {"datasets", "status"};

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void anAnswerWithoutEndIsReadUpToTheLimit() throws IOException {
        said(MisbehavingServer::sendForEver, "an answer of over 67108864 bytes, the limit");
    }

    @Test
    void aRedirectInACircleIsNotFollowed() throws IOException {
        said(MisbehavingServer::redirectToItself, "over 0 redirects, the limit; perhaps in a circle");
    }

    @Test
    void aPageForPeopleIsNotTakenForAnAnswer() throws IOException {
        said(
                MisbehavingServer.saying("text/html", "<html>Please log in</html>"),
                " did not answer with JSON: is that the read side of a tombolo up?");
    }

    @Test
    void brokenJsonIsReported() throws IOException {
        for (String broken : new String[] {"{\"datasets\":[", "[".repeat(100_000)}) {
            said(MisbehavingServer.saying("application/json", broken), " did not answer with JSON");
        }
    }

    @Test
    void jsonOfAnotherShapeIsReported() throws IOException {
        for (String other : new String[] {"", "[]", "null", "7", "\"\""}) {
            said(MisbehavingServer.saying("application/json", other), " did not answer with a JSON object: is that");
        }
    }

    @Test
    void anObjectOfAnotherServerIsNotAnEmptyList() throws IOException {
        try (MisbehavingServer server = new MisbehavingServer(MisbehavingServer.saying("application/json", "{}"))) {
            Shell.Said said = Shell.run("datasets", "--server", server.url());

            assertThat(said.exitCode()).isEqualTo(2);
            assertThat(said.out()).isEmpty();
            assertThat(said.err())
                    .isEqualToIgnoringNewLines(
                            "tombolo: the server at " + server.url() + " does not list its datasets");
        }
    }

    @Test
    void whatIsNoEvidenceIsNotWrittenAsOne() throws IOException {
        Path target = temp.resolve("evidence.json");
        try (MisbehavingServer server =
                new MisbehavingServer(MisbehavingServer.saying("text/html", "<html>Please log in</html>"))) {
            Shell.Said said = Shell.run(
                    "evidence",
                    "--dataset",
                    "acme.example/flights",
                    "--offset",
                    "3",
                    "-o",
                    target.toString(),
                    "--server",
                    server.url());

            assertThat(said.exitCode()).isEqualTo(2);
            assertThat(said.errLines())
                    .singleElement()
                    .asString()
                    .startsWith("tombolo: " + server.url() + " did not answer with evidence: ");
        }
        assertThat(Files.exists(target)).isFalse();
    }

    private static void said(MisbehavingServer.Answer answer, String what) throws IOException {
        try (MisbehavingServer server = new MisbehavingServer(answer)) {
            for (String command : ASKING) {
                Shell.Said said = Shell.run(command, "--server", server.url());

                assertThat(said.exitCode()).as(command).isEqualTo(2);
                assertThat(said.out()).as(command).isEmpty();
                assertThat(said.errLines())
                        .as(command)
                        .singleElement()
                        .asString()
                        .startsWith("tombolo: " + server.url() + "/api/v1/")
                        .contains(what);
            }
        }
    }
}
