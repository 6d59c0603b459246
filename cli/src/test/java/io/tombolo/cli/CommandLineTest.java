package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandLineTest {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void aKafkaClientThatCannotBeMadeSaysWhy() {
        assertThatThrownBy(() -> Admin.create(Map.of("bootstrap.servers", "broker.invalid")))
                .satisfies(
                        failure -> assertThat(Main.withReason(failure))
                                .isEqualTo(
                                        "Failed to create new KafkaAdminClient: Invalid url in bootstrap.servers: broker.invalid"));
        assertThat(Main.withReason(new KafkaException("The topic is gone"))).isEqualTo("The topic is gone");
    }

    @Test
    void everyCommandExplainsItself() {
        Set<String> commands = Main.line().getSubcommands().keySet();

        assertThat(commands).contains("demo", "up", "publish", "status", "datasets", "evidence", "verify", "audit");
        for (String command : commands) {
            Shell.Said said = Shell.run(command, "--help");
            assertThat(said.exitCode()).as(command).isZero();
            assertThat(said.out()).as(command).contains("Usage: tombolo " + command);
            assertThat(said.out()).as(command).contains(command.equals("help") ? "COMMAND" : "--log=FORM");
        }
    }

    /** With {@code -Dtombolo.manual.write=true} it is written again. */
    @Test
    void theManualPageListsTheCommands() throws IOException {
        Path page = Path.of(System.getProperty("tombolo.root", "..")).resolve("distribution/src/deb/tombolo.1");
        String before = Files.readString(page);
        StringBuilder commands = new StringBuilder(".SH COMMANDS\n");
        Main.line()
                .getSubcommands()
                .forEach((name, command) -> commands.append(".TP\n.B ")
                        .append(name.replace("-", "\\-"))
                        .append('\n')
                        .append(String.join(
                                        " ",
                                        command.getCommandSpec().usageMessage().description())
                                .replace("-", "\\-"))
                        .append('\n'));

        String text = before.replaceFirst(
                "(?s)\\.SH COMMANDS\n.*?(?=\\.SH \"EXIT STATUS\")", Matcher.quoteReplacement(commands.toString()));

        if (Boolean.getBoolean("tombolo.manual.write")) {
            Files.writeString(page, text);
        }
        assertThat(Files.readString(page)).isEqualTo(text);
    }

    @Test
    void wrongUseEndsWithTwoAndNamesTheOption() {
        Shell.Said said = Shell.run("audit");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("--dataset");
    }

    @Test
    void saysWhichCommandThereIsNot() {
        Shell.Said said = Shell.run("publsh");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.errLines())
                .containsExactly(
                        "tombolo: there is no command publsh",
                        "Did you mean: tombolo publish or tombolo push or tombolo push-key?",
                        "tombolo --help lists the commands.");
    }

    @Test
    void namesAWrongOptionInALineAndNotTheWholeHelp() {
        Shell.Said said = Shell.run("verify", "--polcy", "p.json", "e.json");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.errLines())
                .hasSizeLessThanOrEqualTo(3)
                .last()
                .isEqualTo("tombolo verify --help lists the options.");
        assertThat(said.err()).contains("'--polcy'", "--policy");
    }

    @Test
    void eachHelpListsTheExitCodes() {
        for (String command : List.of("verify", "status", "evidence", "export", "publish")) {
            assertThat(Shell.run(command, "--help").out())
                    .as(command)
                    .contains("Exit codes:", "1   a verdict that refuses", "2   wrong use");
        }
    }

    @Test
    void saysHowALengthOfTimeIsWritten() {
        Shell.Said said = Shell.run("reconcile", "shop", "--every", "daily");
        Shell.Said often = Shell.run("reconcile", "shop", "--every", "0s");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.errLines().get(0))
                .isEqualTo("tombolo: Invalid value for option '--every': 'daily' is not a length of time: write it as"
                        + " 24h, 15m, 90s or 7d, or in ISO 8601 as PT24H");
        assertThat(often.errLines()).containsExactly("tombolo: --every PT0S: must be at least 1s (PT1S)");
    }

    @Test
    void saysInOneLineThatNoServerAnswers() {
        Shell.Said said = Shell.run("datasets", "--server", "http://127.0.0.1:1");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.errLines())
                .containsExactly(
                        "tombolo: no server answers at http://127.0.0.1:1: start one with tombolo up, or say where it is with --server URL");
    }

    @Test
    void refusesADatasetNameThatIsNone() {
        Shell.Said said = Shell.run("audit", "--server", "http://127.0.0.1:1", "--dataset", "flights");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("flights").doesNotContain("\tat ");
    }

    @Test
    void verifyNeverShowsAStackTraceWhateverTheFileIs() throws IOException {
        Random random = new Random(7);
        byte[] noise = new byte[2000];
        random.nextBytes(noise);
        Path[] files = {
            Files.write(temp.resolve("noise"), noise),
            Files.writeString(temp.resolve("empty"), ""),
            Files.writeString(temp.resolve("object"), "{}"),
            Files.writeString(temp.resolve("deep"), "[".repeat(50_000)),
            Files.writeString(temp.resolve("number"), "1e999999999"),
            Files.writeString(temp.resolve("cut"), "{\"tombolo-evidence\": 1, \"record\": {")
        };

        for (Path file : files) {
            Shell.Said said = Shell.run("verify", file.toString());
            assertThat(said.exitCode()).as(file.toString()).isEqualTo(1);
            assertThat(said.out()).as(file.toString()).startsWith("MALFORMED");
            assertThat(said.out() + said.err()).as(file.toString()).doesNotContain("\tat ");
        }
    }

    @Test
    void verifySaysWhichFileIsNotThere() {
        Shell.Said missing = Shell.run("verify", temp.resolve("nowhere.json").toString());
        Shell.Said folder = Shell.run("verify", temp.toString());

        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("nowhere.json: there is no such file");
        assertThat(folder.exitCode()).isEqualTo(2);
        assertThat(folder.err())
                .contains(
                        temp + ": the folder has no evidence, which is in files that end with .json or .cbor or .pdf");
    }

    @Test
    void upRefusesAFolderOfSomethingElseInOneLine() throws IOException {
        Files.writeString(temp.resolve("thesis.tex"), "years of work");

        Shell.Said said = Shell.run("up", "--data", temp.toString());

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.errLines()).hasSize(1);
        assertThat(said.err()).contains("is not empty and not Tombolo's (it holds thesis.tex)");
    }

    @Test
    void upTakesALedgerFileForFabricAndEvmOnly() {
        Shell.Said without = Shell.run("up", "--ledger", "fabric");
        Shell.Said other = Shell.run("up", "--ledger", "corda");
        Shell.Said embedded = Shell.run("up", "--ledger-config", "carriers.yaml");

        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).contains("--ledger fabric needs --ledger-config FILE");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("--ledger corda: must be embedded, embedded:NAME, fabric, evm or fisco");
        assertThat(embedded.exitCode()).isEqualTo(2);
        assertThat(embedded.err()).contains("--ledger-config carriers.yaml needs --ledger fabric, evm or fisco");
    }

    @Test
    void upTakesAnObjectStoreThatIsOne() {
        Shell.Said days = Shell.run("up", "--objects-keep-days=7");
        Shell.Said many = Shell.run("up", "--objects=there", "--objects-keep-days=36501");
        Shell.Said other = Shell.run("up", "--objects=gs://bucket/x");

        assertThat(days.exitCode()).isEqualTo(2);
        assertThat(days.err()).contains("--objects-keep-days 7 needs --objects");
        assertThat(many.err()).contains("--objects-keep-days 36501: must be from 0 to 36500");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("--objects gs://bucket/x: must be s3://BUCKET/PREFIX");
    }

    @Test
    void upNamesTheLimitsOfABudgetForTimestamps() {
        Shell.Said none = Shell.run("up", "--timestamps-per-day=0", "--timestamp", "roots.pem=http://tsa.example");
        Shell.Said many = Shell.run("up", "--timestamps-per-day=10000001", "--timestamp", "r.pem=http://tsa.example");

        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("--timestamps-per-day 0: must be from 1 to 10000000");
        assertThat(many.err()).contains("--timestamps-per-day 10000001: must be from 1 to 10000000");
    }

    @Test
    void demoRefusesAFolderThatIsNotADemos() throws IOException {
        Files.writeString(temp.resolve("thesis.tex"), "years of work");

        Shell.Said said = Shell.run("demo", "--data", temp.toString());

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("is not a demo's: choose an empty or a new one");
        assertThat(temp.resolve("thesis.tex")).hasContent("years of work");
    }
}
