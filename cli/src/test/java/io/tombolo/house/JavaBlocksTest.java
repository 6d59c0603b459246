package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the Java of README and docs against the classes of this build. */
final class JavaBlocksTest {
    private static final Set<String> LANGUAGES =
            Set.of("console", "sh", "java", "json", "yaml", "xml", "properties", "sql", "mermaid", "text");

    private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]+;$");
    private static final Pattern TYPE = Pattern.compile("\\b[A-Z][A-Za-z0-9]*\\b");

    /** Where several of our types have one name, the one that the documentation means. */
    private static final Map<String, String> MEANT = Map.of(
            "Level", "io.tombolo.verification.verdict.Level",
            "Checkpoint", "io.tombolo.merkle.checkpoint.Checkpoint");

    /** What the blocks take for granted: a reader has these. */
    private static final String GIVEN = """
            import java.net.URI;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.time.Instant;
            import java.util.*;
            import org.apache.kafka.clients.consumer.*;
            import org.apache.kafka.common.serialization.Deserializer;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.RegisterExtension;
            %s
            class Block%d {
                Map<String, Object> kafkaSettings;
                Deserializer<Object> keys;
                Deserializer<Object> values;
                boolean running;
                char[] pin;
                List<byte[]> entries;
                Map<io.tombolo.merkle.tile.TilePath, byte[]> store;
                io.tombolo.ledger.Ledger ledger;
                String newKey;
                io.tombolo.consumer.readside.ProvenanceClient readSide;
                io.tombolo.verification.trust.TrustPolicy policy;
                Map<String, io.tombolo.verification.receipt.ReceiptVerifier> receipts;
                io.tombolo.schemas.commit.SchemaHashes schemas;
                Map<String, String> endpoints;

                void process(Object record) {}

                void handle(Object anchor) {}

                void block() throws Exception {
            %s
                }
            }
            """;

    @TempDir
    Path classes = Path.of("unset");

    @Test
    void everyBlockCompiles() throws IOException {
        Map<String, Set<String>> types = types();
        List<JavaFileObject> files = new ArrayList<>();
        List<DocPage.Block> blocks = DocPage.all().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals("java"))
                .toList();
        for (int i = 0; i < blocks.size(); i++) {
            files.add(new Source(blocks.get(i), i, types));
        }

        StringWriter errors = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean good = compiler.getTask(
                        errors,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        files)
                .call();

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(11);
        assertThat(good).as(errors.toString()).isTrue();
    }

    @Test
    void everyBlockSaysWhatItIs() {
        assertThat(DocPage.all())
                .flatMap(DocPage::blocks)
                .hasSizeGreaterThan(80)
                .allMatch(block -> LANGUAGES.contains(block.language()), "names its language");
    }

    /** Our public types by simple name; the sources say where each is. */
    private static Map<String, Set<String>> types() throws IOException {
        Map<String, Set<String>> types = new TreeMap<>();
        try (Stream<Path> files = Files.walk(DocPage.ROOT)) {
            files.map(file -> DocPage.ROOT.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".java") && file.contains("src/main/java/"))
                    .filter(file -> !file.contains("io/tombolo/cli/") && !file.contains("/bench/"))
                    .forEach(file -> types.computeIfAbsent(
                                    file.substring(file.lastIndexOf('/') + 1, file.length() - 5),
                                    name -> new TreeSet<>())
                            .add(file.replaceFirst(".*src/main/java/", "")
                                    .replace(".java", "")
                                    .replace('/', '.')));
        }
        return types;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(DocPage.Block block, int number, Map<String, Set<String>> types) {
            super(
                    URI.create("string:///" + block.page() + "/line" + block.line() + "/Block" + number + ".java"),
                    Kind.SOURCE);
            StringBuilder imports = new StringBuilder();
            TYPE.matcher(block.body())
                    .results()
                    .map(found -> found.group())
                    .distinct()
                    .forEach(name -> {
                        Set<String> candidates = types.getOrDefault(name, Set.of());
                        if (MEANT.containsKey(name) || candidates.size() == 1) {
                            imports.append("\nimport ")
                                    .append(MEANT.getOrDefault(
                                            name, candidates.iterator().next()))
                                    .append(';');
                        } else if (candidates.size() > 1) {
                            throw new AssertionError(block + ": " + name + " is one of " + candidates);
                        }
                    });
            IMPORT.matcher(block.body())
                    .results()
                    .forEach(found -> imports.append('\n').append(found.group()));
            text = GIVEN.formatted(imports, number, IMPORT.matcher(block.body()).replaceAll(""));
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
