package io.tombolo.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.house.DocPage;
import java.nio.file.Files;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That docs/doctor.md has every fault with its fix, as the command prints them. {@code -Dtombolo.doctor.write=true} writes its table. */
class DoctorPageTest {
    private static final Pattern TABLE = Pattern.compile("(?ms)^\\| fault \\|.*?(?=^$|\\z)");

    @Test
    void hasEveryFaultWithItsFix() throws Exception {
        var page = DocPage.ROOT.resolve("docs/doctor.md");
        String rows = Stream.of(Fault.values())
                .map(fault -> "| `" + fault + "` | " + (fault.isError() ? "fault" : "warning") + " | "
                        + Character.toUpperCase(fault.fix().charAt(0))
                        + fault.fix().substring(1) + " |\n")
                .collect(Collectors.joining());
        String table = "| fault | | fix |\n|---|---|---|\n" + rows;
        String text = Files.readString(page);

        if (Boolean.getBoolean("tombolo.doctor.write")) {
            text = TABLE.matcher(text).replaceFirst(java.util.regex.Matcher.quoteReplacement(table));
            Files.writeString(page, text);
        }

        assertThat(TABLE.matcher(text).results().map(found -> found.group()).toList())
                .as("the table in docs/doctor.md")
                .containsExactly(table);
    }
}
