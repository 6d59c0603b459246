package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ConnectCommandTest {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void everyCommandExplainsItself() {
        CommandLine connect = Main.line().getSubcommands().get("connect");

        assertThat(connect.getSubcommands().keySet())
                .contains("postgres", "mysql", "mariadb", "list", "status", "pause", "resume", "backfill", "remove");
        for (String command : connect.getSubcommands().keySet()) {
            Shell.Said said = Shell.run("connect", command, "--help");
            assertThat(said.exitCode()).as(command).isZero();
            assertThat(said.out()).as(command).contains("Usage: tombolo connect ");
        }
    }

    @Test
    void saysWhichCommandsThereAreWhenNoneIsGiven() {
        Shell.Said said = Shell.run("connect");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("tombolo connect postgres");
    }

    @Test
    void refusesAPasswordWhereEverybodyReadsIt() {
        Shell.Said said = postgres("postgresql://feed:hunter2@127.0.0.1:1/shop");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("--password-file").doesNotContain("hunter2");
    }

    @Test
    void saysWhatIsWrongWithAUrl() {
        assertThat(postgres("127.0.0.1/shop").err()).contains("must be like postgresql://USER@HOST:5432/DATABASE");
        assertThat(postgres("mariadb://feed@127.0.0.1/shop").err()).contains("is not PostgreSQL");
        assertThat(postgres("postgresql://feed@127.0.0.1").err()).contains("names no database");
        assertThat(postgres("postgresql://127.0.0.1/shop").err()).contains("--user NAME");
        assertThat(postgres("postgresql://feed@127.0.0.1/shop?ssl=true").err())
                .contains("parameter ssl is not known; sslmode is");
        assertThat(postgres("postgresql://feed@127.0.0.1/a b").err()).contains("is not a URL");
    }

    @Test
    void saysThatTheDatabaseDoesNotAnswer() {
        Shell.Said said = postgres("postgresql://feed@127.0.0.1:1/shop", "--check");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.errLines())
                .hasSize(1)
                .allMatch(line ->
                        line.startsWith("tombolo: database postgresql://127.0.0.1:1/shop can't be opened as feed: "));
    }

    @Test
    void saysThatTwoTablesNeedTwoDatasets() {
        Shell.Said said =
                postgres("postgresql://feed@127.0.0.1:1/shop", "--check", "--tables=a.b,c.d", "--dataset=all");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("2 tables can't share one dataset; write ${table} in its name");
    }

    @Test
    void saysWhatIsWrongWithNamesKeysAndRenames() {
        String url = "postgresql://feed@127.0.0.1:1/shop";

        assertThat(postgres(url, "--tables=orders").err()).contains("table orders: must be schema.table");
        assertThat(postgres(url, "--tables=a.b,a.c", "--tables=a.b").err()).contains("table a.b: is named twice");
        assertThat(postgres(url, "--tables=a.b", "--rename=x").err())
                .contains("--rename 'x': must be OLD:NEW; a colon that belongs to a name is written \\:");
        assertThat(postgres(url, "--tables=a.b", "--rename=x:y", "--rename=x:z").err())
                .contains("names x twice");
        assertThat(postgres(url, "--tables=a.b", "--key=a.c:id").err())
                .contains("--key a.c:id: a.c is not one of --tables");
        assertThat(postgres(url, "--tables=a.b", "--key=a.b").err()).contains("--key a.b: must be NAME:ITEM,ITEM");
        assertThat(postgres(url, "--tables=a.日本").err())
                .contains("table a.日本: dataset name '__'", "give it another name with --rename");
    }

    @Test
    void saysThatNoServerRunsThere() {
        Shell.Said said = Shell.run("connect", "list", "--data", temp.toString());

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.errLines())
                .hasSize(1)
                .allMatch(line ->
                        line.contains("no tombolo up runs on the folder " + temp) && line.contains("--connect URL"));
    }

    @Test
    void neverSendsAPasswordToAWorkerElsewhere() throws Exception {
        Path password = Files.writeString(temp.resolve("password"), "hunter2\n");

        Shell.Said said = Shell.run(
                "connect",
                "postgres",
                "--connect=http://127.0.0.1:1",
                "--url=postgresql://feed@127.0.0.1:1/shop",
                "--tables=public.orders",
                "--organisation=acme.example",
                "--password-file=" + password);

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("--password-reference").doesNotContain("hunter2");
    }

    /** With a worker elsewhere, so that no data folder is needed. */
    private static Shell.Said postgres(String url, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "connect", "postgres", "--connect=http://127.0.0.1:1", "--url=" + url, "--organisation=acme.example"));
        if (List.of(more).stream().noneMatch(option -> option.startsWith("--tables"))) {
            arguments.add("--tables=public.orders");
        }
        arguments.addAll(List.of(more));
        return Shell.run(arguments.toArray(String[]::new));
    }
}
