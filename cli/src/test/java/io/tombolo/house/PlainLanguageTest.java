package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Words that readers should not have to guess, by the list in CONTRIBUTING.md: in pages, comments and texts of the code. */
final class PlainLanguageTest {
    /** What is read: the root's own pages, and all pages under these folders. Further folders can be added here. */
    private static final String[] ROOTS = {"", "docs", "examples"};

    /** Decisions keep the words in which they were made. */
    private static final String DECISIONS = "docs/adr/";

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (?<avoid>[^|]+) \\| (?<write>[^|]+) \\|[^|]*\\|$");
    private static final Pattern SECTION = Pattern.compile("(?ms)^## Language$.*?(?=^## )");

    /** Plain English that holds a word of the list: "there is no", "is no longer", "tell two dates apart". */
    private static final Pattern FINE =
            Pattern.compile("(?i)\\bthere\\s+(is|are|was|were)\\s+no\\b|\\b(is|are|was|were)\\s+no\\s+longer\\b"
                    + "|\\b(tells?|telling|told)(\\s+\\S+){1,3}\\s+apart\\b");

    /** Comments and literals of Java. */
    private static final Pattern WRITTEN = Pattern.compile(
            "\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'|/\\*(?s:.*?)\\*/|//[^\\n]*");

    /** In them what nobody reads as prose: code, names of parameters, a comment's margin, literals that are one value. */
    private static final Pattern NOT_PROSE =
            Pattern.compile("\\{@(?:code|link|literal)[^}]*\\}|@param \\w+|(?m:^ *\\*)|^\"[\\w|.]*\"$|--gaps told");

    private record Avoided(Pattern words, String instead) {}

    /** @param any finds what any of the words does, in one pass: most texts have none */
    private record WordList(Pattern any, List<Avoided> words) {}

    /** The Java of a file, with spaces in place of all that is not written for people; lines stay where they are. */
    private static DocPage prose(DocPage java) {
        StringBuilder prose = new StringBuilder(DocPage.blank(Pattern.compile(".+"), java.text()));
        WRITTEN.matcher(java.text())
                .results()
                .forEach(written ->
                        prose.replace(written.start(), written.end(), DocPage.blank(NOT_PROSE, written.group())));
        return new DocPage(java.file(), java.name(), prose.toString());
    }

    @Test
    void readmeAndDocsUsePlainWords() {
        WordList list = list(contributing());

        List<String> found = DocPage.in(ROOTS)
                .filter(page -> !page.name().startsWith(DECISIONS))
                .flatMap(page -> found(page, page.prose(), list))
                .toList();

        assertThat(list.words).hasSizeGreaterThan(20);
        assertThat(found)
                .as("words of the list in CONTRIBUTING.md, Language:%n%s", String.join("\n", found))
                .isEmpty();
    }

    @Test
    void commentsAndTextsOfTheCodeUsePlainWords() throws IOException {
        WordList list = list(contributing());
        List<DocPage> sources = sources();

        List<String> found =
                sources.stream().flatMap(page -> found(page, page.text(), list)).toList();

        assertThat(sources).hasSizeGreaterThan(1_000);
        assertThat(found)
                .as("words of the list in CONTRIBUTING.md, Language:%n%s", String.join("\n", found))
                .isEmpty();
    }

    /** All Java but this class, which has to name the words; pages, descriptions and settings beside it as they are. */
    private static List<DocPage> sources() throws IOException {
        try (Stream<Path> files = Files.walk(DocPage.ROOT)) {
            return files.filter(file -> file.toString().matches(".*[.](java|html|yaml|service)")
                            && !file.toString().contains("/target/")
                            && !file.endsWith("PlainLanguageTest.java"))
                    .sorted()
                    .map(DocPage::read)
                    .map(page -> page.name().endsWith(".java") ? prose(page) : page)
                    .toList();
        }
    }

    @Test
    void readsCommentsAndLiteralsOfJavaAlone() {
        String java =
                "/**\n * It was\n * no good, {@code told}.\n * @param said when\n */\nvoid told() { // aloud\n  say(\"told\"); say(\"is told\"); }";

        DocPage prose = prose(new DocPage(Path.of("X.java"), "X.java", java));

        assertThat(found(prose, prose.text(), list(contributing())))
                .containsExactly(
                        "X.java:7: \"told\": write \"reported, shown\"",
                        "X.java:2: \"was no\": write \"is not a\"",
                        "X.java:6: \"aloud\": write \"logs a warning, reports\"");
    }

    @Test
    void namesFileLineWordAndReplacement() {
        DocPage page = new DocPage(
                Path.of("x.md"),
                "docs/x.md",
                "There is no ledger.\n`told` and [a](told.md) are code.\n```text\nanew\n```\nThis is\nno ledger. It was told, and tells two logs\napart.\n");

        assertThat(found(page, page.prose(), list(contributing())))
                .containsExactly(
                        "docs/x.md:7: \"told\": write \"reported, shown\"",
                        "docs/x.md:6: \"is no\": write \"is not a\"");
    }

    private static DocPage contributing() {
        return DocPage.read(DocPage.ROOT.resolve("CONTRIBUTING.md"));
    }

    private static Stream<String> found(DocPage page, String text, WordList list) {
        String prose = DocPage.blank(FINE, DocPage.blank(SECTION, text));
        List<String> found = new ArrayList<>();
        if (!list.any.matcher(prose).find()) {
            return found.stream();
        }
        for (Avoided avoided : list.words) {
            Matcher word = avoided.words.matcher(prose);
            while (word.find()) {
                found.add(String.format(
                        "%s:%d: \"%s\": write \"%s\"",
                        page.name(), page.lineOf(word.start()), word.group().replaceAll("\\s+", " "), avoided.instead));
            }
        }
        return found.stream();
    }

    private static WordList list(DocPage contributing) {
        Matcher section = SECTION.matcher(contributing.text());
        assertThat(section.find()).as("CONTRIBUTING.md has a section Language").isTrue();
        List<List<String>> rows = ROW.matcher(section.group())
                .results()
                .map(row -> List.of(row.group(1).strip(), row.group(2).strip()))
                .filter(row -> !row.get(0).equals("avoid") && !row.get(0).startsWith("-"))
                .toList();
        return new WordList(
                words(rows.stream().map(row -> row.get(0)).collect(Collectors.joining(","))),
                rows.stream()
                        .map(row -> new Avoided(words(row.get(0)), row.get(1)))
                        .toList());
    }

    private static Pattern words(String listed) {
        String any = Stream.of(listed.split(",", -1))
                .map(phrase -> phrase.strip().toLowerCase(Locale.ROOT).replace(" ", "\\s+"))
                .collect(Collectors.joining("|"));
        return Pattern.compile("(?i)(?<![\\w-])(?:" + any + ")(?![\\w-])");
    }
}
