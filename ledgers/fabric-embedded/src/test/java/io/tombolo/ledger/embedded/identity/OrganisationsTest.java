package io.tombolo.ledger.embedded.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.embedded.EmbeddedLedgerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrganisationsTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path directory = Path.of("unset");

    @Test
    void keepsAnOrganisationsIdentity() throws IOException {
        ClientIdentity made = Organisations.open(directory, CLOCK).enrol("acme.example");

        ClientIdentity kept = Organisations.open(directory, CLOCK).enrol("acme.example");

        assertThat(kept).isEqualTo(made);
    }

    @Test
    void forgetsWhatWasLeftHalfMade() throws IOException {
        // The last step of making an organisation fails, as it never comes when the process is killed before.
        Path inItsPlace = Files.writeString(directory.resolve("acme.example"), "no folder");
        Organisations organisations = Organisations.open(directory, CLOCK);
        assertThatThrownBy(() -> organisations.enrol("acme.example")).isInstanceOf(EmbeddedLedgerException.class);
        assertThat(names()).as("what is left").hasSize(2);
        Files.delete(inItsPlace);

        Organisations again = Organisations.open(directory, CLOCK);

        assertThat(names()).isEmpty();
        assertThat(again.enrol("acme.example").mspId()).isEqualTo("acme.example");
        assertThat(names()).containsExactly("acme.example");
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
