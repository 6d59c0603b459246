package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the kinds that other tools were reported to share wrongly: each value arrives as it was, or is refused by name. */
final class FileCasesIT {
    private static final String[] PRICE = {"--types", "id:long,price:decimal(2)"};

    @TempDir
    static Path temp = Path.of("unset");

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Cases cases;

    @BeforeAll
    static void up() throws IOException {
        cases = Cases.start(temp);
    }

    @AfterAll
    static void down() {
        cases.close();
    }

    @Test
    void halfOfASurrogatePairIsRefused() throws Exception {
        publish("surrogate", "id", "01-lone-surrogate.jsonl");
        publish("surrogate-key", "id", "01-lone-surrogate-key.jsonl");

        assertThat(cases.rows("surrogate")).containsExactly("id=2 note=a pair 😀 is fine");
        assertThat(cases.reasons("surrogate")).containsExactly("1 BAD_VALUE", "3 BAD_VALUE");
        assertThat(cases.rows("surrogate-key")).containsExactly("id=x? v=3");
        assertThat(cases.reasons("surrogate-key")).containsExactly("1 BAD_VALUE", "2 BAD_VALUE");
    }

    @Test
    void aNumberThatADoubleCannotHoldIsNotRounded() throws Exception {
        cases.file("mixed", "04-mixed-2p53-first.jsonl");
        cases.publish("mixed", "id", folder("mixed"));
        cases.file("mixed", "04-mixed-2p53-second.jsonl");
        cases.publish("mixed", "id", folder("mixed"));
        publish("alone", "id", "04-mixed-2p53.csv");
        Path growing = Files.copy(
                cases.file("grown", "04-grown-before.csv"), folder("grown").resolve("g.csv"));
        cases.publish("grown", "id", growing);
        Files.writeString(growing, Cases.text("04-grown-after.csv"));
        cases.publish("grown", "id", growing);

        assertThat(cases.rows("mixed")).containsExactly("id=1 v=0.5");
        assertThat(cases.reasons("mixed")).containsExactly("1 BAD_VALUE", "2 BAD_VALUE");
        assertThat(cases.rows("alone")).containsExactly("id=1 v=9007199254740993", "id=2 v=0.5");
        assertThat(cases.rows("grown")).containsExactly("id=1 v=0.5");
        assertThat(cases.reasons("grown")).containsExactly("3 BAD_VALUE", "4 BAD_VALUE");
    }

    @Test
    void aFractionDoesNotBecomeAWholeNumber() throws Exception {
        cases.file("long", "04-long-first.jsonl");
        cases.publish("long", "id", folder("long"));
        cases.file("long", "04-long-second.jsonl");
        cases.publish("long", "id", folder("long"));

        assertThat(cases.rows("long")).contains("id=1 v=1").noneMatch(row -> row.startsWith("id=2"));
        assertThat(cases.reasons("long")).contains("1 BAD_VALUE");
    }

    @Test
    void whatOnlyLooksLikeANumberStaysText() throws Exception {
        publish("refs", "ref", "05-exponent-ids-small.csv");
        publish("small", "id", "05-exponent-small.csv");
        publish("versions", "version", "06-versions.csv");

        assertThat(cases.rows("refs")).containsExactly("ref=32E013 qty=1", "ref=12E5 qty=2", "ref=1200000 qty=3");
        assertThat(cases.rows("small")).containsExactly("id=1 v=1e-400", "id=2 v=0.5", "id=3 v=0e5");
        assertThat(cases.rows("versions"))
                .containsExactly("version=1.1 downloads=10", "version=1.10 downloads=20", "version=1.9 downloads=30");
    }

    @Test
    void aLeapSecondIsNotMovedToAnotherOne() throws Exception {
        publish("leap", "id", "07-leap-second.csv");

        assertThat(cases.rows("leap"))
                .containsExactly(
                        "id=1 at=2016-12-31T23:59:59Z", "id=2 at=2016-12-31T23:59:60Z", "id=3 at=2017-01-01T00:00:00Z");
    }

    @Test
    void aLineInsideOfABadlyQuotedFieldIsNotARow() throws Exception {
        publish("invented", "id", "08-invented-row.csv");
        publish("open", "id", "08-open-quote.csv");

        assertThat(cases.rows("invented")).noneMatch(row -> row.contains("never"));
        assertThat(cases.reasons("invented")).isNotEmpty();
        assertThat(cases.rows("open")).noneMatch(row -> row.contains("never"));
        assertThat(cases.reasons("open")).isNotEmpty();
    }

    @Test
    void aFilesOwnSeparatorAndDecimalCommaCanBeNamed() throws Exception {
        Shell.Said said = publish(
                "semicolon",
                "id",
                "10-semicolon.csv",
                "--separator",
                ";",
                "--decimal-comma",
                "--types",
                "id:long,betrag:decimal(2),datum:string");

        assertThat(said.err()).isEmpty();
        assertThat(cases.rows("semicolon"))
                .containsExactly("id=1 betrag=1234.50 datum=31.12.2026", "id=2 betrag=2.00 datum=01.01.2027");
    }

    @Test
    void aFileThatIsCutOffFailsTheCommandWithAReason() throws Exception {
        Shell.Said said = publish("cut", "id", "11-truncated.csv.gz");

        assertThat(said.exitCode()).isNotZero();
        assertThat(said.out() + said.err())
                .contains("11-truncated.csv.gz", "BAD_FILE")
                .doesNotContain("null");
    }

    @Test
    void namesThatBecomeOneAreRefusedByName() throws Exception {
        Shell.Said one = publish("meet", "id", "17-names-that-meet.jsonl");
        Path rows = folder("meet").resolve("rows.jsonl");
        Files.writeString(rows, "{\"id\":1,\"ABC$1\":1}\n{\"id\":2,\"ABC#1\":2}\n");
        Shell.Said across = cases.publish("meet-rows", "id", rows);
        Path first = Files.createDirectories(folder("meet-files")).resolve("a.jsonl");
        Files.writeString(first, "{\"id\":1,\"ABC$1\":1}\n");
        cases.publish("meet-files", "id", folder("meet-files"));
        Files.writeString(first.resolveSibling("b.jsonl"), "{\"id\":2,\"ABC#1\":2}\n");
        Shell.Said later = cases.publish("meet-files", "id", folder("meet-files"));

        for (Shell.Said said : List.of(one, across, later)) {
            assertThat(said.out() + said.err()).contains("ABC$1", "ABC#1");
        }
        assertThat(cases.rows("meet-files")).containsExactly("id=1 ABC_1=1");
    }

    @Test
    void namesOfTwoCommandsThatBecomeOneAreRefusedBeforeAnythingIsMade() throws Exception {
        Path folder = Files.createDirectories(folder("meet-commands"));
        Path first = Files.writeString(folder.resolve("a.csv"), "id,Flight No.\n1,a\n");
        Path second = Files.writeString(folder.resolve("b.csv"), "id,Flight-No.\n2,b\n");
        Path third = Files.writeString(folder.resolve("c.jsonl"), "{\"id\":3,\"Flight/No.\":\"c\"}\n{\"id\":4}\n");
        cases.publish("meet-commands", "id", first);

        Shell.Said refused = cases.publish("meet-commands", "id", second);
        Shell.Said renamed = cases.publish("meet-commands", "id", second, "--rename", "Flight-No.:other");
        cases.publish("meet-commands", "id", third);
        Shell.Said badly = cases.publish("meet-commands", "id", second, "--rename", "Flight-No.:1");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .isEqualTo("tombolo: " + second
                        + ": field 'Flight-No.' would be named Flight_No_, as field 'Flight No.' is:"
                        + " rename one of them; or give it another name with --rename 'OLD:NEW'. Nothing was made\n");
        assertThat(renamed.err()).isEmpty();
        assertThat(badly.err()).contains("--rename '1' can't be a column's name");
        assertThat(cases.rows("meet-commands"))
                .contains("id=1 Flight_No_=a")
                .anyMatch(row -> row.contains("id=2") && row.contains("other=b"))
                .anyMatch(row -> row.contains("id=4"))
                .hasSize(3);
        assertThat(cases.reasons("meet-commands")).containsExactly("1 UNKNOWN_FIELD");
    }

    @Test
    void columnsOfEveryTextFormatCanHaveAnotherName() throws Exception {
        Path folder = Files.createDirectories(folder("renamed"));
        Files.writeString(folder.resolve("a.csv"), "id,ABC$1,ABC#1\n1,dollar,hash\n");
        Files.writeString(folder.resolve("b.jsonl"), "{\"id\":2,\"ABC$1\":\"dollar\",\"ABC#1\":\"hash\"}\n");

        Shell.Said said = cases.publish("renamed", "id", folder, "--rename", "ABC#1:abc_hash");

        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        assertThat(cases.rows("renamed"))
                .containsExactly("id=1 ABC_1=dollar abc_hash=hash", "id=2 ABC_1=dollar abc_hash=hash");
    }

    @Test
    void theDatasetOfReconciliationsTakesNoFile() throws Exception {
        Shell.Said said = publish("reconciliations", "version", "06-versions.csv");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err())
                .contains("dataset acme.example/reconciliations is that of the results of tombolo reconcile");
    }

    @Test
    void numbersKeepSignAndSize() throws Exception {
        publish("numbers", "id", "18-numbers.jsonl");

        assertThat(cases.rows("numbers")).hasSize(4).first().isEqualTo("id=1 v=-0.0");
        assertThat(cases.rows("numbers").get(1)).containsPattern("v=1[eE]\\+?400");
    }

    @Test
    void theLimitsOfTheJsonParserCostOneLine() throws Exception {
        for (String name : List.of("deep-line", "long-name", "long-number")) {
            publish(name, "id", "33-" + name + ".jsonl");

            assertThat(cases.rows(name)).as(name).contains("id=1 v=1", "id=3 v=3");
            assertThat(cases.reasons(name)).as(name).containsExactly("2 BAD_JSON");
        }
        publish("depth-999", "id", "33-depth-999.jsonl");

        assertThat(cases.rows("depth-999")).containsExactly("id=3 v=3");
        assertThat(cases.reasons("depth-999")).containsExactly("1 BAD_JSON");
    }

    @Test
    void whatIsAlmostJsonIsRefusedAndMakesNoColumn() throws Exception {
        publish("almost", "id", "36-almost-json.jsonl");

        assertThat(cases.rows("almost")).containsExactly("id=11 v=2");
        assertThat(cases.refused("almost"))
                .hasSize(13)
                .allSatisfy(input -> assertThat(input.reason()).isIn("BAD_JSON", "BAD_VALUE"))
                .noneSatisfy(input -> assertThat(input.detail()).containsAnyOf("JsonReadFeature", "REDACTED"));
    }

    @Test
    void anExponentThatIsTooLargeCostsOneRow() throws Exception {
        publish("exponent-csv", "id", "34-huge-exponent.csv", PRICE);
        publish("exponent-jsonl", "id", "34-huge-exponent.jsonl", PRICE);

        assertThat(cases.rows("exponent-csv")).containsExactly("id=1 price=1.50", "id=3 price=2.50");
        assertThat(cases.reasons("exponent-csv")).hasSize(1).first().asString().matches("3 (TOO_LONG|BAD_VALUE)");
        assertThat(cases.rows("exponent-jsonl")).containsExactly("id=1 price=1.50", "id=3 price=2.50");
        assertThat(cases.reasons("exponent-jsonl"))
                .hasSize(1)
                .first()
                .asString()
                .matches("2 (TOO_LONG|BAD_VALUE)");
    }

    @Test
    void aKeyThatKafkaCannotTakeCostsOneRow() throws Exception {
        Path file = folder("long-key").resolve("f.csv");
        Files.writeString(
                Files.createDirectories(file.getParent()).resolve("f.csv"),
                "id,v\na,1\n" + "k".repeat(600_000) + ",2\nb,3\n");
        cases.publish("long-key", "id", file);

        assertThat(cases.rows("long-key")).containsExactly("id=a v=1", "id=b v=3");
        assertThat(cases.reasons("long-key")).containsExactly("3 TOO_LONG");
    }

    @Test
    void aContainerThatIsCutOffSaysHowManyRowsAreMissing() throws Exception {
        Shell.Said said = publish("avro-cut", "id", "44-cut-in-third-block.avro");
        publish("avro", "id", "44-three-blocks.avro");

        assertThat(cases.rows("avro")).hasSize(9);
        assertThat(cases.rows("avro-cut").size()).isLessThanOrEqualTo(6);
        assertThat(cases.refused("avro-cut"))
                .isNotEmpty()
                .allSatisfy(input -> assertThat(input.reason()).isIn("BAD_BLOCK", "BAD_FILE"));
        assertThat(said.out() + said.err()).contains("44-cut-in-third-block.avro");
    }

    private static Path folder(String name) {
        return temp.resolve("inputs").resolve(name);
    }

    private static Shell.Said publish(String dataset, String key, String name, String... more) throws IOException {
        return cases.publish(dataset, key, cases.file(dataset, name), more);
    }
}
