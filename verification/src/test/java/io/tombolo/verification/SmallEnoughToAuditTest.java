package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much there is to read before one evidence verdict, with receipts of any kind, may be trusted: the source files that it can reach. */
class SmallEnoughToAuditTest {
    private static final Path ROOT = Path.of(System.getProperty("tombolo.root", ".."));
    private static final List<String> MODULES = List.of("merkle-log", "schemas", "protect", "verification");
    private static final String START = "io.tombolo.verification.EvidenceVerifier";

    /** The one door to what only files about several records need. */
    private static final String SETS = "io.tombolo.verification.SetVerification";

    /** The one door to what only a policy that names time-stamping authorities needs. */
    private static final String TIMESTAMPS = "io.tombolo.verification.receipt.timestamp.TimestampReceiptVerifier";

    /** The one door to what only files in their compact form need. */
    private static final String COMPACT = "io.tombolo.verification.evidence.CompactEvidence";

    /** The one door to what only a policy that names a contract on an EVM chain needs. */
    private static final String CHAINS = "io.tombolo.verification.receipt.evm.EvmReceiptVerifier";

    /** The one door to what only files that disclose protected fields need. */
    private static final String DISCLOSED = "io.tombolo.verification.DisclosureCheck";

    /** The one door to what only a policy that names a contract on a FISCO BCOS chain needs. */
    private static final String SEALS = "io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier";

    /**
     * In lines, blank ones and comments included; 4,500 before policies named witnesses and groups, 4,960 before they named time-stamping
     * authorities, 5,200 before they named EVM chains, 5,420 before they named FISCO BCOS chains,
     * 5,600 before files disclosed fields, and schemas were read whose numbers end with zeros, 5,800 before certificates had one form in all
     * verifiers. It may only fall.
     */
    private static final int LIMIT = 6_280;

    /** What time-stamps need beyond that; 715 before RSASSA-PSS and certificates that are named by SHA-1. It may only fall. */
    private static final int LIMIT_OF_TIMESTAMPS = 640;

    /** What the compact form needs beyond that; 880 before files disclosed fields. It may only fall. */
    private static final int LIMIT_OF_COMPACT = 905;

    /** What files that disclose fields need beyond that: Avro's decoder, the places of protected values, and the cipher. It may only fall. */
    private static final int LIMIT_OF_DISCLOSED = 2_373;

    /** What EVM chains need beyond that; 700 before validators' seals counted. It may only fall. */
    private static final int LIMIT_OF_CHAINS = 950;

    /** What FISCO BCOS chains need beyond that, without what EVM chains need too. It may only fall. */
    private static final int LIMIT_OF_SEALS = 820;

    /** What a file about several records needs beyond that; 350 before files disclosed fields. It may only fall. */
    private static final int LIMIT_OF_SETS = 370;

    private static final Pattern NAME = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern QUALIFIED = Pattern.compile("io\\.tombolo[\\w.]+");

    @Test
    void whatAVerdictRestsOnIsSmallEnoughToRead() throws IOException {
        Map<String, String> sources = sources();

        Set<String> reached = reachable(sources, Set.of(SETS, TIMESTAMPS, COMPACT, CHAINS, SEALS, DISCLOSED));

        assertThat(reached)
                .contains("io.tombolo.verification.receipt.fabric.FabricReceiptVerifier")
                .doesNotContain("io.tombolo.verification.evidence.EvidenceSetFile");
        assertThat(lines(reached, sources))
                .as("%d files: %s", reached.size(), reached)
                .isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void severalRecordsInOneFileNeedLittleMore() throws IOException {
        Map<String, String> sources = sources();
        Set<String> more = reachable(sources, Set.of());

        more.removeAll(reachable(sources, Set.of(SETS)));

        assertThat(more).contains(SETS);
        assertThat(lines(more, sources)).as("%s", more).isLessThanOrEqualTo(LIMIT_OF_SETS);
    }

    @Test
    void theCompactFormNeedsLittleMore() throws IOException {
        needsAtMost(LIMIT_OF_COMPACT, COMPACT);
    }

    @Test
    void disclosedFieldsNeedLittleMore() throws IOException {
        needsAtMost(LIMIT_OF_DISCLOSED, DISCLOSED);
    }

    @Test
    void timestampsNeedLittleMore() throws IOException {
        needsAtMost(LIMIT_OF_TIMESTAMPS, TIMESTAMPS);
    }

    @Test
    void chainsNeedLittleMore() throws IOException {
        Map<String, String> sources = sources();
        Set<String> more = reachable(sources, Set.of(SETS));

        more.removeAll(reachable(sources, Set.of(SETS, CHAINS, SEALS)));
        more.removeIf(type -> type.contains(".fisco."));

        assertThat(more).contains(CHAINS);
        assertThat(lines(more, sources)).as("%s", more).isLessThanOrEqualTo(LIMIT_OF_CHAINS);
    }

    @Test
    void sealsNeedLittleMore() throws IOException {
        needsAtMost(LIMIT_OF_SEALS, SEALS);
    }

    /** What is reachable only through one type, beyond what a set of evidence needs. */
    private static void needsAtMost(int limit, String door) throws IOException {
        Map<String, String> sources = sources();
        Set<String> more = reachable(sources, Set.of(SETS));

        more.removeAll(reachable(sources, Set.of(SETS, door)));

        assertThat(more).contains(door);
        assertThat(lines(more, sources)).as("%s", more).isLessThanOrEqualTo(limit);
    }

    private static long lines(Set<String> types, Map<String, String> sources) {
        return types.stream()
                .mapToLong(type -> sources.getOrDefault(type, "").lines().count())
                .sum();
    }

    @Test
    void theReadingListNamesEveryFileThatAVerdictRestsOn() throws IOException {
        String list = Files.readString(ROOT.resolve("docs/audit.md"));

        assertThat(reachable(sources(), Set.of()))
                .allSatisfy(type -> assertThat(list).contains("`" + type.substring(type.lastIndexOf('.') + 1) + "`"));
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : MODULES) {
            Path java = ROOT.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(java)) {
                for (Path file : files.filter(one -> one.toString().endsWith(".java"))
                        .filter(one -> !one.endsWith("package-info.java"))
                        .toList()) {
                    String name = java.relativize(file).toString().replace(".java", "");
                    sources.put(name.replace(file.getFileSystem().getSeparator(), "."), Files.readString(file));
                }
            }
        }
        return sources;
    }

    private static Set<String> reachable(Map<String, String> sources, Set<String> closed) {
        Set<String> reached = new TreeSet<>();
        Deque<String> left = new ArrayDeque<>(List.of(START));
        while (!left.isEmpty()) {
            String type = left.pop();
            if (!closed.contains(type) && reached.add(type)) {
                left.addAll(named(type, sources));
            }
        }
        return reached;
    }

    /** The types that a file names in its code: by their packages, or without where the package is its own. */
    private static Set<String> named(String type, Map<String, String> sources) {
        String code = sources.getOrDefault(type, "")
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("//[^\n]*", "")
                .replaceFirst("package [\\w.]+;", "");
        String ownPackage = type.substring(0, type.lastIndexOf('.') + 1);
        Set<String> named = new HashSet<>();
        for (Matcher name = NAME.matcher(code); name.find(); ) {
            named.add(ownPackage + name.group());
        }
        for (Matcher name = QUALIFIED.matcher(code); name.find(); ) {
            for (String one = name.group(); one.contains("."); one = one.substring(0, one.lastIndexOf('.'))) {
                named.add(one);
            }
        }
        named.retainAll(sources.keySet());
        return named;
    }
}
