package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.anchoring.seal.PemLogKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of somebody who has files only, on the golden ones. */
final class VerifierCommandsTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void explainShowsEachStepAndEndsAsVerifyDoes() {
        Shell.Said good = Shell.run("explain", vector("good-anchored.json"), "--policy", vector("policy.json"));
        Shell.Said bad = Shell.run("explain", vector("altered-value.json"));

        assertThat(good.exitCode()).isZero();
        assertThat(good.out())
                .contains("1. The record, at offset", "4. The way up the tree", "6. Anchors: 1", "Verdict: ANCHORED");
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.out()).contains("Verdict: ALTERED");
    }

    @Test
    void evidenceIsTheSameInItsCompactForm() throws IOException {
        Path compact = temp.resolve("event.cbor");
        Path again = temp.resolve("event.json");
        Shell.Said made = Shell.run(
                "export", vector("compact-three-witnesses.json"), "--form", "compact", "-o", compact.toString());
        Shell.Said back = Shell.run("export", compact.toString(), "--form", "json", "-o", again.toString());
        Shell.Said verified =
                Shell.run("verify", compact.toString(), "--policy", vector("policy-compact-three-witnesses.json"));
        Shell.Said explained = Shell.run("explain", compact.toString());
        Shell.Said cut = Shell.run("verify", vector("compact-cut-off.cbor"));

        assertThat(made.exitCode()).isZero();
        assertThat(back.exitCode()).isZero();
        assertThat(compact).hasSameBinaryContentAs(Path.of(vector("compact-three-witnesses.cbor")));
        assertThat(again).hasSameBinaryContentAs(Path.of(vector("compact-three-witnesses.json")));
        assertThat(verified.out())
                .startsWith("CROSS_ANCHORED  acme.example/orders/0, leaf 123456789, offset 2000000000");
        assertThat(explained.out()).contains("6. Anchors: 3");
        assertThat(cut.exitCode()).isEqualTo(1);
        assertThat(cut.out()).startsWith("MALFORMED  compact evidence, byte 1536: digest: 8 bytes announced, 7 left");
    }

    @Test
    void verifiedFieldsAreShownByName() throws IOException {
        Shell.Said explained = Shell.run("explain", vector("good-anchored.json"), "--policy", vector("policy.json"));
        Shell.Said verified =
                Shell.run("verify", "--json", vector("good-anchored.json"), "--policy", vector("policy.json"));
        Shell.Said several = Shell.run("verify", "--json", vector("set-run.json"), "--policy", vector("policy.json"));

        assertThat(explained.out())
                .contains("What was verified: leaf 17, offset 34", "   key: \"", "   value\n      delay: 17\n");
        JsonNode records = new ObjectMapper().readTree(verified.out()).path("records");
        assertThat(records).hasSize(1);
        assertThat(records.get(0).path("leaf").asLong()).isEqualTo(17);
        assertThat(records.get(0).path("offset").asLong()).isEqualTo(34);
        assertThat(records.get(0).path("timestamp").asText()).isEqualTo("2023-11-14T22:13:20.017Z");
        assertThat(records.get(0).path("key").path("value").asText()).isEqualTo("rx");
        assertThat(records.get(0).path("value").path("fields").path("delay").asInt())
                .isEqualTo(17);
        assertThat(new ObjectMapper().readTree(several.out()).path("records")).hasSize(10);
    }

    @Test
    void fieldsThatNobodyVouchesForAreNotShown() throws IOException {
        Shell.Said inspected = Shell.run("verify", "--json", vector("good-anchored.json"));
        Shell.Said refused =
                Shell.run("verify", "--json", vector("altered-value.json"), "--policy", vector("policy.json"));

        assertThat(new ObjectMapper().readTree(inspected.out()).has("records")).isFalse();
        assertThat(new ObjectMapper().readTree(refused.out()).has("records")).isFalse();
    }

    @Test
    void explainNeverShowsAStackTraceWhateverTheFileIs() throws IOException {
        Path deep = Files.writeString(temp.resolve("deep"), "[".repeat(50_000));

        Shell.Said said = Shell.run("explain", deep.toString());

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.out())
                .contains("The file can't be followed step by step", "Verdict: MALFORMED")
                .doesNotContain("it agrees with itself");
        assertThat(said.out() + said.err()).doesNotContain("\tat ");
    }

    @Test
    void verifySaysOfSeveralEventsWhetherAnyWasLeftOutBetweenThem() {
        Shell.Said run = Shell.run("verify", vector("set-run.json"), "--policy", vector("policy.json"));
        Shell.Said scattered = Shell.run("verify", vector("set-scattered.json"), "--policy", vector("policy.json"));
        Shell.Said explained = Shell.run("explain", vector("set-scattered.json"), "--policy", vector("policy.json"));

        assertThat(run.out())
                .startsWith("ANCHORED  acme.example/flights/0, 10 events: leaves 20 to 29, offsets 40 to 58")
                .contains("Nothing was left out between the first and the last.");
        assertThat(scattered.out())
                .startsWith("ANCHORED  acme.example/flights/0, 4 events: leaves 3 to 199, offsets 6 to 398")
                .contains("There are other events between them, about which this file says nothing.");
        assertThat(explained.exitCode()).isZero();
        assertThat(explained.out())
                .contains("1. 4 records of acme.example/flights/0", "4. Anchors: 1", "Verdict: ANCHORED");
    }

    @Test
    void evidenceRefusesOffsetsThatAreNone() {
        for (String offsets : new String[] {"", "x", "9..3", "1..99999", "5,", "-1"}) {
            Shell.Said said = Shell.run(
                    "evidence",
                    "--dataset",
                    "acme.example/flights",
                    "--offsets=" + offsets,
                    "-o",
                    "x",
                    "--server",
                    "http://127.0.0.1:1");

            assertThat(said.exitCode()).as(offsets).isEqualTo(2);
            assertThat(said.err()).as(offsets).contains("--offsets " + offsets + ": ");
        }
    }

    @Test
    void policyCheckSaysWhatToLookAtAgainAndPrintsFingerprints() {
        Shell.Said said = Shell.run("policy", "check", vector("policy.json"));

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.out())
                .contains("belongs to a development ledger")
                .containsPattern("log key of \\S+  ([0-9A-F]{2}:){31}[0-9A-F]{2}")
                .containsPattern("authority of \\S+ on \\S+  ([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @Test
    void policyCheckRefusesAFileThatIsNone() {
        Shell.Said said = Shell.run("policy", "check", vector("empty-object.json"));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.errLines()).hasSize(1);
        assertThat(said.err()).contains("policy ", "empty-object.json", "format");
    }

    @Test
    void exportWritesATlogProofAndAsksForTheOwnersKeyForCose() throws IOException {
        Path target = temp.resolve("proof");

        Shell.Said proof =
                Shell.run("export", vector("good-anchored.json"), "--form", "tlog-proof", "-o", target.toString());
        Shell.Said noKey = Shell.run("export", vector("good-anchored.json"), "--form", "cose", "-o", target.toString());
        Shell.Said refused =
                Shell.run("export", vector("altered-value.json"), "--form", "tlog-proof", "-o", target.toString());

        assertThat(proof.exitCode()).isZero();
        assertThat(Files.readString(target)).startsWith("c2sp.org/tlog-proof@v1\n");
        assertThat(noKey.exitCode()).isEqualTo(2);
        assertThat(noKey.err()).contains("--form cose: only the log's owner can sign one, with --log-key FILE");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).startsWith("ALTERED");
    }

    @Test
    void exportRefusesAKeyThatDidNotSignTheCheckpoint() {
        new PemLogKeys(temp).of("stranger.example");
        String key = temp.resolve("stranger.example.pem").toString();

        Shell.Said said = Shell.run(
                "export",
                vector("good-anchored.json"),
                "--form",
                "cose",
                "--log-key",
                key,
                "-o",
                temp.resolve("r").toString());

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("stranger.example.pem: is not the one that signed ");
    }

    @Test
    void exportRefusesEvidenceOfSeveralEventsAndAFolderThatIsNotThere() {
        String nowhere = temp.resolve("no/such/proof").toString();

        Shell.Said several = Shell.run("export", vector("set-run.json"), "--form", "tlog-proof", "-o", nowhere);
        Shell.Said noFolder = Shell.run("export", vector("good-anchored.json"), "--form", "tlog-proof", "-o", nowhere);

        assertThat(several.exitCode()).isEqualTo(2);
        assertThat(several.errLines())
                .containsExactly("tombolo: " + vector("set-run.json")
                        + ": evidence of several events: export takes evidence of one");
        assertThat(noFolder.exitCode()).isEqualTo(2);
        assertThat(noFolder.errLines())
                .containsExactly("tombolo: file " + nowhere + " can't be written: its folder is not there");
    }

    @Test
    void verifyWithoutAPolicyNamesNoLevelAndSaysHowToGetAPolicy() {
        Shell.Said refused = Shell.run("verify", vector("altered-value.json"));
        Shell.Said intact = Shell.run("verify", vector("good-anchored.json"));
        Shell.Said json = Shell.run("verify", vector("good-anchored.json"), "--json");
        Shell.Said explained = Shell.run("explain", vector("good-anchored.json"));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).startsWith("ALTERED").doesNotContain("INTACT");
        assertThat(intact.exitCode()).isZero();
        assertThat(intact.out())
                .startsWith("INTACT (no policy given: signer not checked)  acme.example/flights/0, leaf 17, offset 34")
                .contains("claims to be ANCHORED. Anybody can make such a file", "tombolo policy init -o policy.json");
        assertThat(json.out())
                .contains("\"verdict\" : \"INTACT\"", "\"accepted\" : false", "\"trust\" : \"SELF_ASSERTED\"")
                .contains("\"claimed_level\" : \"ANCHORED\"")
                .doesNotContain("\"level\"");
        assertThat(explained.exitCode()).isZero();
        assertThat(explained.out()).contains("Verdict: INTACT (no policy given: signer not checked)");
    }

    @Test
    void policyCheckFindsOneChannelUnderTwoNames() throws IOException {
        String policy = Files.readString(Path.of(vector("policy.json")));
        int from = policy.indexOf("    {\n      \"name\": \"fabric:tombolo/anchors\"");
        String ledger = policy.substring(from, policy.indexOf("\n  ],\n  \"cross"));
        Path twice = Files.writeString(
                temp.resolve("twice.json"),
                policy.replace(ledger, ledger + ",\n" + ledger.replace("fabric:tombolo/anchors", "fabric:again")));

        Shell.Said said = Shell.run("policy", "check", twice.toString());

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.out())
                .contains(
                        "NO  independence of fabric:again: counts as one with fabric:tombolo/anchors: channel tombolo,"
                                + " chaincode anchors against tombolo, anchors, and members in common");
    }

    @Test
    void consumePrintsNothingUnverifiedForWhoeverSaysHowToVerify() {
        String[][] refused = {
            {"--policy", vector("policy.json"), "--policy says how to verify: say --verify too"},
            {"--level", "ANCHORED", "--level says how to verify: say --verify too"},
            {"--patience", "0", "--patience says how to verify: say --verify too"}
        };
        for (String[] one : refused) {
            Shell.Said said = Shell.run("consume", "--dataset", "acme.example/flights", one[0], one[1]);

            assertThat(said.exitCode()).isEqualTo(2);
            assertThat(said.errLines()).containsExactly("tombolo: " + one[2]);
        }
        Shell.Said patience = Shell.run("consume", "--dataset", "acme.example/flights", "--verify", "--patience", "-5");
        assertThat(patience.errLines()).containsExactly("tombolo: --patience -5: must be at least 1 second");
    }

    @Test
    void aServerThatIsNoneIsNamed() {
        String policy = temp.resolve("policy.json").toString();

        Shell.Said noUrl = Shell.run("policy", "init", "--server", "foo", "-o", policy);
        Shell.Said nobody = Shell.run("policy", "init", "--server", "http://127.0.0.1:1", "-o", policy);

        assertThat(noUrl.exitCode()).isEqualTo(2);
        assertThat(noUrl.errLines()).containsExactly("tombolo: foo: is not an http URL");
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.errLines()).containsExactly("tombolo: http://127.0.0.1:1: no answer");
    }

    private static String vector(String name) {
        return VECTORS.resolve(name).toString();
    }
}
