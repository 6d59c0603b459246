package io.tombolo.connectors.database.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code docs/database-types.md}, whose tables are the results of the matrix. */
final class TypesPage {

    private static final Path PAGE = Path.of("..", "docs", "database-types.md");
    private static final String HEAD = "| type | in the dataset | refused |\n|---|---|---|\n";

    private TypesPage() {}

    /** Holds the page to the outcomes, or writes them into it when the system property {@code matrix.write} is set. */
    static void hold(String database, List<Outcome> outcomes) throws IOException {
        List<String> lines = outcomes.stream().map(Outcome::line).toList();
        String page = Files.readString(PAGE);
        String begin = "<!-- " + database + " -->\n";
        String end = "<!-- end of " + database + " -->";
        assertThat(page).contains(begin, end);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        if (Boolean.getBoolean("matrix.write")) {
            Files.writeString(
                    PAGE, page.substring(0, from) + HEAD + String.join("\n", lines) + "\n" + page.substring(to));
            return;
        }
        List<String> written = new ArrayList<>(List.of(page.substring(from, to).split("\n", -1)));
        assertThat(written)
                .as("run with -Pmatrix -Dmatrix.write=true and look at the difference")
                .containsAll(lines);
        if (MatrixType.whole() && System.getProperty("matrix.only", "").isEmpty()) {
            assertThat(String.join("\n", written)).isEqualTo(HEAD + String.join("\n", lines) + "\n");
        }
    }
}
