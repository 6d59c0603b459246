package io.tombolo.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Markdown page of the repository.
 *
 * @param name its path from the repository's root, with slashes
 */
public record DocPage(Path file, String name, String text) {
    public static final Path ROOT =
            Path.of(System.getProperty("tombolo.root", "..")).toAbsolutePath().normalize();

    private static final Pattern FENCED = Pattern.compile(
            "(?ms)^( *)(<!-- not run[^:\\n]*: (?<reason>[^\\n]*?) -->\\n *)?```(?<language>[^`\\n]*)\\n(?<body>.*?)^ *```$");
    private static final Pattern INLINE = Pattern.compile("`[^`\\n]*`");
    private static final Pattern NOT_PROSE = Pattern.compile("(?s)<!--.*?-->|`[^`\\n]*`|(?<=\\])\\([^)\\n]*\\)");

    /**
     * A fenced block.
     *
     * @param line the line of its opening fence, the page's first being 1
     * @param notRun why it cannot run here, empty if it can
     */
    public record Block(String page, int line, String language, String notRun, String body) {
        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    /** README and the other pages in the root, and those under {@code docs} but the decisions. */
    public static List<DocPage> all() {
        return in("", "docs").filter(page -> !page.name.startsWith("docs/adr/")).toList();
    }

    /** Every Markdown page directly in the root or anywhere under {@code folders}. */
    static Stream<DocPage> in(String... folders) {
        return Stream.of(folders).flatMap(folder -> files(ROOT.resolve(folder), folder.isEmpty() ? 1 : 9));
    }

    private static Stream<DocPage> files(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().map(DocPage::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DocPage read(Path file) {
        try {
            String name = ROOT.relativize(file).toString().replace('\\', '/');
            return new DocPage(file, name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher fence = FENCED.matcher(text);
        while (fence.find()) {
            String reason = fence.group("reason");
            int opening = fence.start("language");
            blocks.add(new Block(
                    name,
                    lineOf(opening),
                    fence.group("language").strip(),
                    reason == null ? "" : reason,
                    fence.group("body").stripIndent()));
        }
        return blocks;
    }

    /** The text with spaces in place of blocks, inline code, comments and the targets of links; lines stay where they are. */
    String prose() {
        return blank(NOT_PROSE, blank(FENCED, text));
    }

    /** The text with spaces in place of blocks. */
    String withoutBlocks() {
        return blank(FENCED, text);
    }

    /** The text with spaces in place of blocks and inline code. */
    String withoutCode() {
        return blank(INLINE, withoutBlocks());
    }

    static String blank(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll(found -> found.group().replaceAll("[^\\n]", " "));
    }

    int lineOf(int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
