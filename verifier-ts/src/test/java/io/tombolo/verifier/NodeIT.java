package io.tombolo.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module and the command in Node. */
class NodeIT {
    private static final Path EVIDENCE = Programs.VECTORS.resolve("evidence");
    private static final Path COMMAND = Programs.MODULE.resolve("bin/tombolo-verify.mjs");

    @TempDir
    Path dir;

    @Test
    void passesTheConformanceSuitesByWebCryptoAndByNoble() {
        for (Path module : List.of(Programs.MAIN, Programs.WHOLE)) {
            assertThat(Programs.lines(
                            Programs.node(), Programs.SCRIPTS.resolve("run-conformance.mjs"), module, Programs.VECTORS))
                    .hasSize(2)
                    .allMatch(line -> line.matches("(WebCrypto|noble): 7\\d\\d cases, 0 differ"));
        }
    }

    @Test
    void withoutTheSecondModuleThereIsNoVerdictAboutWhatNeedsIt() throws IOException {
        for (String name : List.of("tombolo-verify.js", "chunk.js")) {
            Files.copy(Programs.SPLIT.resolve(name), dir.resolve(name));
        }
        Files.writeString(dir.resolve("package.json"), "{\"type\": \"module\"}");
        Path list = dir.resolve("list");
        String fabric = EVIDENCE.resolve("good-anchored.json") + "\t" + EVIDENCE.resolve("policy.json") + "\n";
        String stamped = EVIDENCE.resolve("timestamp-one.json") + "\t" + EVIDENCE.resolve("policy-timestamp-one.json");
        Files.writeString(list, fabric + stamped + "\n");

        Programs.Ended ended = Programs.run(
                Programs.node(), Programs.SCRIPTS.resolve("judge.mjs"), dir.resolve("tombolo-verify.js"), list);

        assertThat(ended.said())
                .startsWith("ANCHORED\n")
                .contains("more.js, which has to lie beside the verifier's other files, can't be loaded")
                .doesNotContain("MALFORMED");
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void showsRowsByNameAndWhatIsDisclosed() {
        Path disclosed = Programs.VECTORS.resolve("disclosed");
        Path file = disclosed.resolve("one-after-diagnosis.json");

        Programs.Ended json =
                Programs.run(Programs.node(), COMMAND, file, "--policy", disclosed.resolve("policy.json"), "--json");
        Programs.Ended text =
                Programs.run(Programs.node(), COMMAND, file, "--policy", disclosed.resolve("policy.json"));
        Programs.Ended refused = Programs.run(
                Programs.node(),
                COMMAND,
                disclosed.resolve("another-fields-key.json"),
                "--policy",
                disclosed.resolve("policy.json"));

        assertThat(json.said())
                .contains("\"field\": \"/after/diagnosis\"", "\"value\": \"A09.1\"", "\"diagnosis\": \"A09.1\"")
                .contains("\"withheld\": [", "\"field\": \"/after/price\"")
                .doesNotContain("12.50");
        assertThat(text.said())
                .contains("  disclosed    /after/diagnosis \"A09.1\"", "  withheld     /after/price (group ");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.said()).startsWith("NOT_OPENED  disclosed field: ");
    }

    @Test
    void theCommandEndsAsTheOtherOneDoes() throws IOException {
        Path node = Programs.node();
        Path good = EVIDENCE.resolve("good-anchored.json");
        Path policy = EVIDENCE.resolve("policy.json");
        Path altered = dir.resolve("altered.json");
        Files.writeString(altered, Files.readString(good).replace("\"offset\": 34", "\"offset\": 35"));

        Programs.Ended accepted = Programs.run(node, COMMAND, good, "--policy", policy);
        Programs.Ended inspected = Programs.run(node, COMMAND, good);
        Programs.Ended refused = Programs.run(node, COMMAND, altered, "--policy", policy, "--json");
        Programs.Ended missing = Programs.run(node, COMMAND, dir.resolve("none.json"));
        Programs.Ended noPolicy = Programs.run(node, COMMAND, good, "--policy", good);
        Programs.Ended misused = Programs.run(node, COMMAND, good, "--polices", policy);

        assertThat(accepted.code()).isZero();
        assertThat(accepted.said()).startsWith("ANCHORED  acme.example/flights/0, leaf 17, offset 34\n");
        assertThat(inspected.code()).isZero();
        assertThat(inspected.said()).startsWith("INTACT (no policy given: signer not checked)  acme.example/flights/0");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.said()).contains("\"verdict\": \"ALTERED\"", "\"detail\": \"offset: record 35, entry 34\"");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.said()).contains("none.json: there is no such file");
        assertThat(noPolicy.code()).isEqualTo(2);
        assertThat(noPolicy.said()).contains("policy.format: must be tombolo-policy/1 or tombolo-policy/2");
        assertThat(misused.code()).isEqualTo(2);
        assertThat(misused.said()).contains("Unknown option '--polices'", "Usage: tombolo-verify FILE");
    }

    @Test
    void refusesHostileFilesByTheLimitThatTheyExceed() throws IOException {
        Path node = Programs.node();
        String good = Files.readString(EVIDENCE.resolve("good-anchored.json"));

        assertThat(said(node, "{\"a\":".repeat(1_000_000)))
                .contains(
                        "nested deeper than 12, a number or text too long, or over 4194304 values, names and brackets");
        assertThat(said(node, " ".repeat((32 << 20) + 1))).contains("evidence: 33554433 bytes, limit 33554432");
        assertThat(said(node, good.replace("\"index\": 17", "\"index\": 17, \"index\": 17")))
                .contains("evidence: no JSON");
        assertThat(said(node, good.replace("\"index\": 17", "\"index\": 9223372036854775808")))
                .contains("evidence.index: must be a whole number from 0 to 2^63-1");
        assertThat(said(node, good.replace("\"index\": 17", "\"index\": 1.7e1")))
                .contains("evidence.index: must be a whole number from 0 to 2^63-1");
        assertThat(said(node, good.replace("\"index\": 17", "\"index\": 17, \"<script>\": 1")))
                .contains("evidence: unknown member '<script>'");
        assertThat(said(node, good.replace("\"entry\": \"", "\"entry\": \" ")))
                .contains("evidence.entry: not base64 (RFC 4648, section 4, with padding)");
        assertThat(said(node, good + " "))
                .startsWith("ALTERED  file: its bytes are not those that its content is written as");
    }

    private String said(Path node, String evidence) throws IOException {
        Programs.Ended ended = Programs.run(node, COMMAND, Files.writeString(dir.resolve("hostile.json"), evidence));
        assertThat(ended.code()).as(ended.said()).isEqualTo(1);
        return ended.said();
    }

    @Test
    void thePackageHoldsTheModuleTheCommandAndTheLicence() {
        Path npm = Programs.require("the package is not made", "npm");

        Programs.Ended packed = Programs.run(
                npm, "--prefix", Programs.MODULE, "pack", Programs.MODULE, "--dry-run", "--ignore-scripts", "--json");

        assertThat(packed.code()).as(packed.said()).isZero();
        assertThat(packed.said())
                .contains("tombolo-verify-0.1.0.tgz", "bin/tombolo-verify.mjs", "io/tombolo/verifier/split/more.js")
                .contains("LICENSE-noble.txt", "README.md")
                .doesNotContain("src/main/ts", "src/test", "pom.xml", "vendor/");
    }

    @Test
    void theSourcesAreTyped() {
        Path compiler = Programs.MODULE.resolve("node_modules/typescript/bin/tsc");
        assumeTrue(
                Files.exists(compiler),
                "no compiler of TypeScript here: npm ci in verifier-ts gets the one that is locked");

        assertThat(Programs.lines(Programs.node(), compiler, "--noEmit", "-p", Programs.MODULE))
                .isEmpty();
    }
}
