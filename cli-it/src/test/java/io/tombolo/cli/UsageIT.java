package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.consumer.usage.UsageReceipts;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Usage that both sides compute, against a secured owner on 127.0.0.2. */
class UsageIT {
    @TempDir
    static Path temp;

    private static InvitingOwner owner;

    @BeforeAll
    static void start() throws Exception {
        owner = InvitingOwner.start(temp);
    }

    @AfterAll
    static void stop() {
        owner.close();
    }

    private static String month() {
        return YearMonth.from(LocalDate.now(ZoneOffset.UTC)).toString();
    }

    private static Path joined(String partner, String dataset, String... more) throws IOException {
        Path folder = temp.resolve(partner);
        Shell.Said said = InvitingOwner.join(owner.inviteOther(partner, dataset, more), folder);
        assertThat(said.out()).as(said.err()).contains("Joined.");
        return folder;
    }

    private static Shell.Said consume(Path folder, String dataset) {
        return Shell.run(
                "consume",
                "--connection",
                folder.resolve("consumer.properties").toString(),
                "--policy",
                folder.resolve("policy.json").toString(),
                "--dataset",
                dataset,
                "--verify");
    }

    private static Shell.Said atOwner(String... more) {
        String[] all = new String[5 + more.length];
        System.arraycopy(new String[] {"usage", "--month", month(), "--connection", owner.connection()}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        return Shell.run(all);
    }

    private static Shell.Said atPartner(Path folder, String... more) {
        String[] all = new String[5 + more.length];
        System.arraycopy(new String[] {"usage", "--month", month(), "--folder", folder.toString()}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        return Shell.run(all);
    }

    private static JsonNode statement(Shell.Said said) throws IOException {
        assertThat(said.exitCode()).as(said.err()).isZero();
        JsonNode statements = Json.MAPPER.readTree(said.out()).path("statements");
        assertThat(statements).hasSize(1);
        return statements.get(0);
    }

    @Test
    void bothSidesMakeTheSameStatementToTheEvent() throws Exception {
        Path folder = joined("equal.example", InvitingOwner.CALLS, "--price", "12.50");
        assertThat(consume(folder, InvitingOwner.CALLS).err()).contains("1,200 events, each of them at least SEALED");
        assertThat(consume(folder, InvitingOwner.CALLS).out().lines()).hasSize(1_200);
        Path theirs = temp.resolve("owners.json");

        Shell.Said owners = atOwner("--partner", "equal.example", "-o", theirs.toString());
        Shell.Said own = atPartner(folder, "--compare", theirs.toString());

        assertThat(owners.out())
                .contains("Usage in " + month() + ": equal.example of data of acme.example")
                .contains("12.50 EUR  0.02 EUR")
                .doesNotContain("no receipt");
        assertThat(own.out())
                .as(own.err())
                .startsWith(owners.out())
                .contains("Equal to " + theirs + ", which its maker signed");
        assertThat(own.exitCode()).isZero();
        JsonNode ofOwner = statement(atOwner("--partner", "equal.example", "--json"));
        JsonNode ofPartner = statement(atPartner(folder, "--json"));
        assertThat(ofOwner.at("/agreements/0/events").asLong()).isEqualTo(1_200);
        assertThat(ofOwner.path("agreements")).isEqualTo(ofPartner.path("agreements"));
        assertThat(atPartner(folder, "--csv").out())
                .isEqualTo(atOwner("--partner", "equal.example", "--csv").out())
                .startsWith(
                        "month,provider,consumer,agreement,dataset,receipts,events,bytes,price_per_million,currency,"
                                + "amount_exact,amount\n" + month() + ",acme.example,equal.example,");
    }

    @Test
    void aDifferenceIsNamedOnBothSides() throws Exception {
        Path folder = joined("differs.example", InvitingOwner.FEW);
        Path theirs = temp.resolve("theirs.json");
        Path less = temp.resolve("less.json");
        assertThat(atOwner("--partner", "differs.example", "-o", theirs.toString())
                        .exitCode())
                .isZero();
        assertThat(atPartner(folder, "--compare", theirs.toString()).exitCode()).isZero();
        Files.move(folder.resolve("usage/signed-" + month() + ".jsonl"), temp.resolve("lost.jsonl"));

        Shell.Said atPartner = atPartner(folder, "-o", less.toString(), "--compare", theirs.toString());
        Shell.Said atOwner = atOwner("--partner", "differs.example", "--compare", less.toString());

        assertThat(List.of(atPartner.exitCode(), atOwner.exitCode())).containsExactly(1, 1);
        assertThat(atPartner.out())
                .contains("only in " + theirs + ": agreement ")
                .contains("only in " + theirs + ": read ")
                .contains(" receipts 1 events 2 ")
                .doesNotContain("only in this statement");
        assertThat(atOwner.out())
                .contains("only in this statement: agreement ")
                .contains("only in this statement: read ")
                .doesNotContain("only in " + less);
        Files.writeString(theirs, Files.readString(theirs).replace("events 2 ", "events 3 "));
        Shell.Said forged = atPartner(folder, "--compare", theirs.toString());
        assertThat(forged.exitCode()).isEqualTo(2);
        assertThat(forged.err()).contains("tombolo: " + theirs + ": statement: not signed by a side of the agreements");
    }

    @Test
    void usageIsADatasetThatIsSealedAndAnchored() throws Exception {
        joined("anchored.example", InvitingOwner.FEW);

        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(Shell.run(
                                        "consume",
                                        "--connection",
                                        owner.connection(),
                                        "--dataset",
                                        "acme.example/usage",
                                        "--verify",
                                        "--level",
                                        "ANCHORED")
                                .out())
                        .contains("anchored.example")
                        .contains("tombolo-usage/1"));
    }

    @Test
    void whatCouldNotBeSentIsReportedAndSentByTheNextRun() throws Exception {
        Path folder = joined("late.example", InvitingOwner.FEW);
        Path properties = folder.resolve("consumer.properties");
        String good = Files.readString(properties);
        Files.writeString(
                properties,
                good.replaceAll(
                        "tombolo.agreements=.*",
                        "tombolo.agreements=https://127.0.0.2:"
                                + ServerProcess.freePorts(1).get(0)));

        Shell.Said unsent = consume(folder, InvitingOwner.FEW);
        int waiting = UsageReceipts.unsent(folder);
        Files.writeString(properties, good);
        Shell.Said sent = consume(folder, InvitingOwner.FEW);

        assertThat(unsent.exitCode()).isZero();
        assertThat(unsent.err())
                .contains("1 receipt of usage could not be sent to the owner (https://127.0.0.2:")
                .contains("): kept in " + folder + ", and sent by the next run");
        assertThat(waiting).isEqualTo(1);
        assertThat(sent.err()).doesNotContain("could not be sent");
        assertThat(UsageReceipts.unsent(folder)).isZero();
        assertThat(statement(atOwner("--partner", "late.example", "--json")).path("agreements"))
                .isEqualTo(statement(atPartner(folder, "--json")).path("agreements"));
    }

    @Test
    void aConsumerThatSignsNothingShowsUpInTheStatement() throws Exception {
        StringBuilder rows = new StringBuilder("id,text\n");
        for (int i = 0; i < 3_000; i++) {
            rows.append(i).append(',').append("x".repeat(2_000)).append('\n');
        }
        Path file = Files.writeString(temp.resolve("wide.csv"), rows);
        assertThat(owner.publish("wide", file).out()).contains("Anchored: 3,000 events");
        Path honest = joined("honest.example", "acme.example/wide");
        Path silent = joined("silent.example", "acme.example/wide");
        consume(honest, "acme.example/wide");
        Properties settings = new Properties();
        try (Reader in = Files.newBufferedReader(silent.resolve("consumer.properties"))) {
            settings.load(in);
        }
        List<TopicPartition> partition = List.of(new TopicPartition("acme.example.wide", 0));

        try (KafkaConsumer<byte[], byte[]> plain =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            plain.assign(partition);
            await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
                plain.seekToBeginning(partition);
                while (plain.position(partition.get(0)) < 3_000) {
                    plain.poll(Duration.ofMillis(100));
                }
                assertThat(atOwner("--partner", "silent.example").out())
                        .containsPattern(
                                "  read without a receipt: about [0-9,]+ of the [0-9,]+ bytes that the broker sent");
            });
        }

        JsonNode own = statement(atPartner(silent, "--json"));
        assertThat(own.at("/agreements/0/events").asLong()).isBetween(1_000L, 3_000L);
        assertThat(own.has("approximate")).isFalse();
        assertThat(atOwner("--partner", "honest.example").out())
                .contains("3,000")
                .doesNotContain("without a receipt");
    }

    @Test
    void wrongUseIsOneLine() throws Exception {
        assertThat(atPartner(temp.resolve("nothing")).err()).contains("there is no such file");
        assertThat(Shell.run("usage", "--month", "November").err())
                .contains("tombolo: --month November: must be as 2026-11");
        assertThat(atOwner("--key", "key.pem").err())
                .contains("tombolo: --key says whose receipts a folder has: say --folder too");
    }
}
