import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints why this build skipped tests, and how to run them: Surefire leaves the reasons in its XML reports. Arguments: the root of the checkout, and
 * when the build began, in ISO 8601.
 */
final class Skipped {
    private static final String EXCEPTION = "^(System property \\[[^]]*] does not exist ==> |org\\.opentest4j\\.\\w+: ?)";
    /** AssertJ's. */
    private static final String ASSERTED = "^org\\.opentest4j\\.\\w+: \\s*[Aa]ssumption was not met due to: \\[([^]]*)]";
    private static final String ASSUMED = "^(Assumption failed: )?(NOT RUN: )?";
    /** A console block of a page. Its reason is the comment above it. */
    private static final String BLOCK = "^\\S+\\.md:\\d+ is not run: .*";

    private static final class Reason {
        private final TreeSet<String> classes = new TreeSet<>();
        private int tests;
    }

    private Skipped() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Reason> reasons = new TreeMap<>();
        for (Path report : reports(Path.of(arguments[0]), Instant.parse(arguments[1]))) {
            read(report, reasons);
        }
        int tests = reasons.values().stream().mapToInt(one -> one.tests).sum();
        System.out.println("Skipped tests: " + tests);
        reasons.entrySet().stream()
                .sorted(Comparator.comparingInt(one -> -one.getValue().tests))
                .forEach(one -> System.out.printf(
                        "%5d  %s [%s]%n",
                        one.getValue().tests, one.getKey(), String.join(", ", one.getValue().classes)));
    }

    private static List<Path> reports(Path root, Instant begun) throws IOException {
        List<Path> reports = new ArrayList<>();
        try (Stream<Path> poms = Files.find(root, 3, (path, attributes) -> path.endsWith("pom.xml"))) {
            for (Path module : poms.map(Path::getParent).collect(Collectors.toList())) {
                for (String folder : List.of("surefire-reports", "failsafe-reports")) {
                    Path target = module.resolve("target").resolve(folder);
                    if (Files.isDirectory(target)) {
                        try (Stream<Path> files = Files.list(target)) {
                            files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                                    .filter(file -> !Instant.ofEpochMilli(file.toFile().lastModified()).isBefore(begun))
                                    .forEach(reports::add);
                        }
                    }
                }
            }
        }
        return reports;
    }

    private static void read(Path report, Map<String, Reason> reasons) throws Exception {
        DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        NodeList skipped = builder.parse(report.toFile()).getElementsByTagName("skipped");
        for (int i = 0; i < skipped.getLength(); i++) {
            Element one = (Element) skipped.item(i);
            Element test = (Element) one.getParentNode();
            String message = one.hasAttribute("message") ? one.getAttribute("message") : one.getTextContent().strip();
            String said = message.replaceFirst(ASSERTED, "$1").lines().findFirst().orElse("").replaceFirst(EXCEPTION, "")
                    .replaceFirst(ASSUMED, "").replaceFirst(BLOCK, "console blocks of README and docs, as the comment above each states").strip();
            String name = test.getAttribute("classname");
            Reason reason = reasons.computeIfAbsent(said.isEmpty() ? "no reason given" : said, key -> new Reason());
            reason.tests++;
            reason.classes.add(name.substring(name.lastIndexOf('.') + 1));
        }
    }
}
