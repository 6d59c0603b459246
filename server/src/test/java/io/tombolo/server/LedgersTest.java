package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several ledgers of one data folder, and one in place of another. */
class LedgersTest {
    private static final String FIRST = "fabric:tombolo/anchors";
    private static final String SECOND = "fabric:second/anchors";

    @TempDir
    Path temp;

    private DataFolder folder;
    private Parts parts = new Parts();

    @BeforeEach
    void openFolder() {
        folder = DataFolder.open(temp.resolve("data"));
    }

    @AfterEach
    void closeFolder() {
        closeParts();
        folder.close();
    }

    private void closeParts() {
        parts.close();
        parts = new Parts();
    }

    @Test
    void opensFurtherOnesBesideTheFirstEachWithItsOwnNameAndKeys() {
        OpenLedgers open = open(new Ledgers(Ledgers.EMBEDDED, List.of("embedded:second"), Optional.empty()), parts);

        assertThat(open.trust()).extracting(AnchorTrust::name).containsExactly(FIRST, SECOND);
        assertThat(open.byName()).containsOnlyKeys(SECOND);
        AnchorTrust first = open.trust().get(0);
        assertThat(first.isIndependentOf(open.trust().get(1))).isTrue();
        closeParts();
    }

    @Test
    void putsAnotherInPlaceOfTheFirstOnlyIfThatOneIsRetired() throws IOException {
        AnchorTrust left = open(new Ledgers(Ledgers.EMBEDDED, List.of(), Optional.empty()), parts)
                .first()
                .trust();
        closeParts();
        Path retired = retired(left, Map.of(FIRST, Instant.EPOCH));

        assertThatThrownBy(() -> open(new Ledgers("embedded:second", List.of(), Optional.empty()), parts))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("anchors on the ledger (embedded, for development), not on (" + SECOND + ")")
                .hasMessageContaining("--retired-ledgers");
        OpenLedgers moved = open(new Ledgers("embedded:second", List.of(), Optional.of(retired)), parts);
        assertThat(moved.first().name()).isEqualTo(SECOND);
        assertThat(moved.retired().retiredAt(FIRST)).contains(Instant.EPOCH);
        closeParts();
        anchorsInTheTopic();
        Files.move(folder.sub("ledger").resolve("chain"), temp.resolve("of the retired one"));
        assertThatThrownBy(() -> open(new Ledgers(Ledgers.EMBEDDED, List.of(), Optional.empty()), parts))
                .as("its anchors are on another ledger, which is not lost")
                .hasMessageContaining("anchors on the ledger (" + SECOND + ")");
    }

    @Test
    void beginsNoChainInPlaceOfOneThatIsLost() throws IOException {
        open(new Ledgers(Ledgers.EMBEDDED, List.of(), Optional.empty()), parts);
        closeParts();
        anchorsInTheTopic();
        Path chain = folder.sub("ledger").resolve("chain");
        Files.move(chain, temp.resolve("kept"));

        assertThatThrownBy(() -> open(new Ledgers(Ledgers.EMBEDDED, List.of(), Optional.empty()), parts))
                .isInstanceOf(ServerException.class)
                .hasMessage("data folder " + temp.resolve("data")
                        + " has anchors, but not the embedded ledger that they are"
                        + " on (" + chain
                        + "): restore the folder ledger/ from a backup, or leave that ledger"
                        + " permanently with --ledger and --retired-ledgers (docs/recovery.md)");

        assertThat(chain).doesNotExist();
        Files.move(temp.resolve("kept"), chain);
        assertThat(open(new Ledgers(Ledgers.EMBEDDED, List.of(), Optional.empty()), parts)
                        .first()
                        .name())
                .isEqualTo(FIRST);
    }

    private void anchorsInTheTopic() throws IOException {
        Path anchors = Files.createDirectories(folder.sub("kafka").resolve("tombolo.anchors-0"));
        Files.createFile(anchors.resolve("00000000000000000000.log"));
        Files.writeString(anchors.resolve("00000000000000000812.log"), "an anchor");
    }

    @Test
    void refusesNamesAndFilesThatAreNone() throws IOException {
        AnchorTrust known = open(new Ledgers(Ledgers.EMBEDDED, List.of(), Optional.empty()), parts)
                .first()
                .trust();
        closeParts();
        Path withoutTime = retired(known, Map.of());

        assertThatThrownBy(() -> new Ledgers(Ledgers.EMBEDDED, List.of("embedded"), Optional.empty()))
                .hasMessage("further ledger embedded: must be embedded:NAME or a ledger file");
        assertThatThrownBy(() -> further("embedded:Second"))
                .hasMessage(
                        "ledger 'embedded:Second': a name has 1 to 31 lower-case letters, digits and -, begins with a"
                                + " letter, and is not tombolo");
        assertThatThrownBy(() -> further("none.yaml")).hasMessage("ledger file none.yaml: there is no such file");
        assertThatThrownBy(() -> open(
                        new Ledgers(Ledgers.EMBEDDED, List.of("embedded:a", "embedded:a"), Optional.empty()), parts))
                .hasMessageContaining("embedded ledger in ");
        closeParts();
        assertThatThrownBy(() -> open(new Ledgers("embedded:second", List.of(), Optional.of(withoutTime)), parts))
                .hasMessage("retired ledgers " + withoutTime + ": " + FIRST + " has no time `retired`");
        Path both = retired(known, Map.of(FIRST, Instant.EPOCH));
        assertThatThrownBy(() -> open(new Ledgers(Ledgers.EMBEDDED, List.of(), Optional.of(both)), parts))
                .hasMessage("ledgers: " + FIRST + " twice, among the first, the further and the retired ones");
        closeParts();
        Path none = temp.resolve("none.json");
        assertThatThrownBy(() -> open(new Ledgers("embedded:second", List.of(), Optional.of(none)), parts))
                .hasMessageStartingWith("retired ledgers " + none + ": can't be read");
    }

    private void further(String ledger) {
        Ledgers.open(folder.sub("ledgers"), ledger, Clock.systemUTC()).close();
    }

    private OpenLedgers open(Ledgers ledgers, Parts parts) {
        return OpenLedgers.open(folder, ledgers, Clock.systemUTC(), parts);
    }

    private Path retired(AnchorTrust ledger, Map<String, Instant> at) throws IOException {
        TrustPolicy policy =
                new TrustPolicy(Trust.POLICY, List.of(), List.of(ledger), CrossAnchoring.TWO, Optional.empty(), at);
        return Files.write(temp.resolve("retired-" + at.size() + ".json"), PolicyFile.write(policy));
    }
}
