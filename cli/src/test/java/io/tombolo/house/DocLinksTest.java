package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between pages, as a reader follows them. */
final class DocLinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?<target>[^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (?<text>.+?)\\s*$");
    private static final int README_LINES = 150;

    private static final List<DocPage> PAGES =
            DocPage.in("", "docs", "examples", "schemas/vectors").toList();

    private record Link(DocPage from, int line, String target) {
        boolean isLocal() {
            return !target.matches("[a-z]+:.*");
        }

        Path file() {
            String path = target.replaceFirst("#.*", "");
            return path.isEmpty()
                    ? from.file()
                    : from.file().resolveSibling(path).normalize();
        }

        String anchor() {
            return target.contains("#") ? target.substring(target.indexOf('#') + 1) : "";
        }

        @Override
        public String toString() {
            return from.name() + ":" + line + ": " + target;
        }
    }

    @Test
    void everyLinkLeadsToAFile() {
        assertThat(links(PAGES)).hasSizeGreaterThan(200);
        assertThat(links(PAGES))
                .filteredOn(link -> !Files.exists(link.file()))
                .as("links to files that are not there")
                .isEmpty();
    }

    @Test
    void everyAnchorIsAHeading() {
        Map<Path, Set<String>> anchors = new HashMap<>();
        for (DocPage page : PAGES) {
            anchors.put(page.file(), anchors(page));
        }

        List<Link> toHeadings = links(PAGES).stream()
                .filter(link -> !link.anchor().isEmpty() && anchors.containsKey(link.file()))
                .toList();
        assertThat(toHeadings).hasSizeGreaterThan(40);
        assertThat(toHeadings)
                .filteredOn(link -> !anchors.get(link.file()).contains(link.anchor()))
                .as("links to headings that are not there")
                .isEmpty();
    }

    @Test
    void everyPageIsTwoClicksFromTheReadme() {
        Set<Path> reached = new HashSet<>(Set.of(DocPage.ROOT.resolve("README.md")));
        for (int click = 0; click < 2; click++) {
            Set<Path> from = Set.copyOf(reached);
            links(PAGES.stream().filter(page -> from.contains(page.file())).toList())
                    .forEach(link -> reached.add(link.file()));
        }

        assertThat(DocPage.all())
                .filteredOn(page -> page.name().startsWith("docs/") && !reached.contains(page.file()))
                .extracting(DocPage::name)
                .as("pages that take more than two clicks")
                .isEmpty();
    }

    @Test
    void everyPageIsInTheSitesNavigation() throws Exception {
        String navigation = Files.readString(DocPage.ROOT.resolve("mkdocs.yml"));

        assertThat(DocPage.all())
                .filteredOn(page -> page.name().startsWith("docs/"))
                .extracting(page -> page.name().substring("docs/".length()))
                .allMatch(page -> navigation.contains(": " + page + "\n"), "is under nav of mkdocs.yml");
    }

    @Test
    void theReadmeIsShort() throws Exception {
        assertThat(Files.readAllLines(DocPage.ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(README_LINES);
    }

    private static List<Link> links(List<DocPage> pages) {
        List<Link> links = new ArrayList<>();
        for (DocPage page : pages) {
            String text = page.withoutCode();
            LINK.matcher(text)
                    .results()
                    .map(found -> new Link(page, page.lineOf(found.start()), found.group(1)))
                    .filter(Link::isLocal)
                    .forEach(links::add);
        }
        return links;
    }

    /** As forges make them: lower case, without punctuation, hyphens for spaces, a number from the second one on. */
    private static Set<String> anchors(DocPage page) {
        Map<String, Integer> seen = new HashMap<>();
        return HEADING.matcher(page.withoutBlocks())
                .results()
                .map(found -> found.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\]\\([^)]*\\)", "")
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .flatMap(slug -> {
                    int again = seen.merge(slug, 1, Integer::sum);
                    return Stream.of(again == 1 ? slug : slug + "-" + (again - 1));
                })
                .collect(Collectors.toSet());
    }
}
