package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void makesAFolderAndOpensItAgain() {
        Path root = temp.resolve("a/b");

        DataFolder.open(root).close();

        try (DataFolder again = DataFolder.open(root)) {
            assertThat(again.root()).isEqualTo(root.toAbsolutePath());
            assertThat(again.sub("kafka")).isDirectory();
        }
    }

    @Test
    void keepsOnlyTheLogsOfAFirstStartThatWasNeverReady() throws IOException {
        try (DataFolder first = DataFolder.open(temp)) {
            first.begin();
            Files.writeString(first.sub("logs").resolve("tombolo.log"), "why");
            Files.writeString(first.sub("security").resolve("node.password"), "");
            Files.createDirectories(first.sub("connect").resolve("plugins"));
        }

        try (DataFolder second = DataFolder.open(temp)) {
            second.begin();
            assertThat(temp.resolve("logs/tombolo.log")).hasContent("why");
            assertThat(temp.resolve("connect/plugins")).isDirectory();
            assertThat(temp.resolve("security")).doesNotExist();
            Files.writeString(second.sub("security").resolve("node.password"), "x");
            second.ready();
        }
        try (DataFolder third = DataFolder.open(temp)) {
            third.begin();
        }

        assertThat(temp.resolve("security/node.password")).hasContent("x");
    }

    @Test
    void removesNothingWhereSomebodyHasAKey() throws IOException {
        for (String used :
                List.of("keys/acme.example.pem", "push/keys.json", "members/acme.example.pem", "ledger/contract")) {
            Path root = temp.resolve(used.replace('/', '-'));
            try (DataFolder first = DataFolder.open(root)) {
                first.begin();
                Files.writeString(first.sub(used.replaceAll("/.*", "")).resolve(used.replaceAll(".*/", "")), "x");
                Files.writeString(first.sub("kafka").resolve("meta.properties"), "x");
            }

            try (DataFolder second = DataFolder.open(root)) {
                second.begin();
            }

            assertThat(root.resolve("kafka/meta.properties")).as(used).exists();
        }
    }

    @Test
    void removesNothingThatWasThereBeforeTheFirstStart() throws IOException {
        try (DataFolder keys = DataFolder.open(temp)) {
            Files.writeString(keys.sub("ledger").resolve("chain"), "x");
        }
        for (int start = 0; start < 2; start++) {
            try (DataFolder folder = DataFolder.open(temp)) {
                folder.begin();
            }
        }

        assertThat(temp.resolve("ledger/chain")).hasContent("x");
    }

    @Test
    void refusesASecondHolder() {
        try (DataFolder held = DataFolder.open(temp)) {
            assertThatThrownBy(() -> DataFolder.open(temp))
                    .isInstanceOf(ServerException.class)
                    .hasMessage(
                            "data folder " + held.root()
                                    + " is in use by another tombolo up: stop that one, or choose another folder with --data DIR");
        }
    }

    @Test
    void refusesAFolderOfAnotherFormatAndLeavesItAsItIs() throws IOException {
        DataFolder.open(temp).close();
        Files.writeString(temp.resolve("tombolo.format"), "99\n");

        assertThatThrownBy(() -> DataFolder.open(temp))
                .hasMessageContaining("has format 99, this version reads 1: use the version of Tombolo that made it");

        assertThat(temp.resolve("tombolo.format")).hasContent("99");
    }

    @Test
    void goesOnWhereAProcessWasKilledBeforeItHadWrittenTheFormat() throws IOException {
        DataFolder.open(temp).close();
        Files.writeString(temp.resolve("tombolo.format"), "");

        DataFolder.open(temp).close();

        assertThat(temp.resolve("tombolo.format")).hasContent("1");
    }

    @Test
    void refusesAFolderThatHoldsSomethingElse() throws IOException {
        Files.writeString(temp.resolve("thesis.tex"), "years of work");

        assertThatThrownBy(() -> DataFolder.open(temp))
                .hasMessageContaining("is not empty and not Tombolo's (it holds thesis.tex)");

        assertThat(temp.toFile().list()).containsExactly("thesis.tex");
    }

    @Test
    void takesANewFolderThatHoldsConnectorsAlready() throws IOException {
        Path plugin = Files.createDirectories(temp.resolve("connect/plugins/debezium-connector-mariadb"));

        DataFolder.open(temp).close();

        assertThat(plugin).isDirectory();
        assertThat(temp.resolve("tombolo.format")).hasContent("1");
    }

    @Test
    void refusesAConnectFolderThatHoldsMoreThanConnectors() throws IOException {
        Files.createDirectories(temp.resolve("connect/plugins"));
        Files.writeString(temp.resolve("connect/notes"), "mine");

        assertThatThrownBy(() -> DataFolder.open(temp))
                .hasMessageContaining("is not empty and not Tombolo's (it holds connect/notes)")
                .hasMessageEndingWith("of a new one only connect/plugins may be there already");
    }

    @Test
    void refusesAFileInTheFoldersPlace() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");

        assertThatThrownBy(() -> DataFolder.open(file.resolve("data")))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("can't be made")
                .hasMessageContaining("choose another with --data DIR");
    }

    @Test
    void tellsTheEndpointsOnlyWhileItIsHeld() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            folder.publishEndpoints(new Endpoints("127.0.0.1:1", "http://r", "http://c", "http://a", "http://p"));
            assertThat(Files.readString(temp.resolve("endpoints.json")))
                    .contains("\"kafka\" : \"127.0.0.1:1\"")
                    .contains("\"api\" : \"http://a\"");
        }
        assertThat(temp.resolve("endpoints.json")).doesNotExist();
    }
}
