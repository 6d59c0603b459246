package io.tombolo.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.Inspection;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same mutated files, judged in Java, in TypeScript and in Python: one verdict. The same files in each run. */
class DifferentialIT {
    private static final int FILES = Integer.getInteger("differential.files", 600);
    private static final long SEED = Long.getLong("differential.seed", 21);

    /** A policy that can't be read has no verdict. */
    private static final String NO_POLICY = "NO_POLICY";

    private static final Pattern ABOUT_CERTIFICATES =
            Pattern.compile("not an X\\.509|no certificate|KeyError|asn1|error parsing|Invalid key");
    private static final Path EVIDENCE = Programs.VECTORS.resolve("evidence");
    private static final Path DISCLOSED = Programs.VECTORS.resolve("disclosed");

    @TempDir
    Path dir;

    private final List<String> lines = new ArrayList<>();
    private final List<String> due = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private Path list;

    @BeforeEach
    void mutatesAndJudgesInJava() throws IOException {
        EvidenceVerifier verifier = EvidenceVerifier.standard();
        Mutations mutations = new Mutations(SEED);
        Random random = new Random(SEED);
        List<JsonNode> cases = cases(EVIDENCE);
        List<JsonNode> disclosing = cases(DISCLOSED);
        for (int i = 0; i < FILES; i++) {
            boolean discloses = random.nextInt(4) == 0;
            Path folder = discloses ? DISCLOSED : EVIDENCE;
            JsonNode one = discloses
                    ? disclosing.get(random.nextInt(disclosing.size()))
                    : cases.get(random.nextInt(cases.size()));
            byte[] good = Files.readAllBytes(folder.resolve(one.path("file").asText()));
            Path policy = one.path("policy").isNull()
                    ? null
                    : folder.resolve(one.path("policy").asText());
            boolean changesPolicy = policy != null && random.nextInt(3) == 0;
            byte[] file = changesPolicy ? good : mutations.changed(good);
            if (changesPolicy) {
                policy = Files.write(dir.resolve("policy-" + i), mutations.changedPolicy(Files.readAllBytes(policy)));
            }
            Path path = Files.write(dir.resolve("mutated-" + i), file);
            lines.add(path + "\t" + (policy == null ? "" : policy) + "\t"
                    + one.path("file").asText());
            try {
                Verdict verdict =
                        policy == null ? null : verifier.verify(file, PolicyFile.read(Files.readAllBytes(policy)));
                Inspection inspection = verdict == null ? verifier.inspect(file) : null;
                due.add(verdict == null ? claimed(inspection) : verdict.name());
                details.add(detail(verdict, inspection));
            } catch (MalformedException e) {
                due.add(NO_POLICY);
                details.add(String.valueOf(e.getMessage()));
            }
        }
        list = Files.write(
                dir.resolve("list"),
                lines.stream()
                        .map(line -> line.substring(0, line.lastIndexOf('\t')))
                        .toList());
    }

    private static List<JsonNode> cases(Path folder) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        new ObjectMapper()
                .readTree(Files.readAllBytes(folder.resolve("cases.json")))
                .path("cases")
                .forEach(cases::add);
        return cases;
    }

    private static String detail(@Nullable Verdict verdict, @Nullable Inspection inspection) {
        if (inspection instanceof Inspection.Refused refused) {
            return refused.detail();
        }
        return verdict instanceof Verdict.Refused refused ? refused.detail() : "";
    }

    private static String claimed(Inspection inspection) {
        return inspection instanceof Inspection.Intact intact ? intact.claimed().name() : inspection.name();
    }

    @Test
    void typeScriptGivesJavasVerdicts() {
        assertThat(differences(
                        Programs.lines(Programs.node(), Programs.SCRIPTS.resolve("judge.mjs"), Programs.MAIN, list)))
                .isEmpty();
        assertThat(counts()).containsKeys("ALTERED", "ANCHORED", "MALFORMED", "NOT_OPENED", "NOT_TRUSTED", NO_POLICY);
    }

    /** But for certificates that one library for X.509 reads and the other does not: the JDK's or Python's. */
    @Test
    void pythonGivesJavasVerdicts() {
        Path python = Programs.require("the Python verifier does not judge", "python3");
        String probe = "import cryptography as c; assert int(c.__version__.split('.')[0]) >= 42";
        assumeTrue(
                Programs.run(python, "-c", probe).code() == 0,
                "no package cryptography, 42 or newer (pip install cryptography)");

        List<String> judged = Programs.lines(python, EVIDENCE.resolve("verify.py"), "--list", list);

        List<String> differences = differences(judged.stream()
                .map(line -> line.substring(0, line.indexOf('\t')))
                .toList());
        List<String> others = differences.stream()
                .filter(one -> !ABOUT_CERTIFICATES
                        .matcher(one + judged.get(Integer.parseInt(one.substring(0, one.indexOf(' ')))))
                        .find())
                .toList();
        assertThat(others).isEmpty();
        assertThat(differences).hasSizeLessThanOrEqualTo(Math.max(3, FILES / 500));
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        due.forEach(verdict -> counts.merge(verdict, 1L, Long::sum));
        return counts;
    }

    private List<String> differences(List<String> found) {
        assertThat(found).hasSameSizeAs(due);
        return Stream.iterate(0, i -> i < due.size(), i -> i + 1)
                .filter(i -> !found.get(i).equals(due.get(i)))
                .map(i -> i + " " + lines.get(i) + ": " + found.get(i) + ", Java: " + due.get(i) + " " + details.get(i))
                .toList();
    }
}
