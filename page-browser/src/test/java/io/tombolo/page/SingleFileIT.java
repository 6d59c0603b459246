package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The single file, opened from a folder as an auditor opens it from a USB stick. */
class SingleFileIT {
    private static final Path EVIDENCE = Golden.DEMO.resolve("evidence.json");
    private static final Path POLICY = Golden.DEMO.resolve("policy.json");

    private Browser browser;

    @TempDir
    Path dir;

    @BeforeEach
    void start() {
        browser = Browser.start();
    }

    @AfterEach
    void end() {
        browser.close();
    }

    /** What the project promises: evidence of {@code ./tombolo demo}, a browser, this file, and nothing else. */
    @Test
    void aPersonVerifiesTheDemosEvidenceSeesTheRowChangesOneDigitAndSeesTheRefusal() throws IOException {
        browser.cutNetwork();
        open(Optional.empty(), Optional.empty());
        browser.choose("#policy-file", POLICY);
        browser.awaitText("your choice");
        browser.choose("#evidence-files", EVIDENCE);

        browser.find(".verdict [data-verdict='CROSS_ANCHORED']");
        assertThat(browser.text()).contains("carriers.example/flights/0", "A row was added", "Where it came from");
        assertThat(browser.find("table.row-table").getText()).contains("dep_delay", "N542AA", "2013-01-03T21:00:00Z");
        assertThat(browser.cutOff()).isZero();
        browser.screenshot("single-accepted");

        browser.button("Change one digit").click();
        browser.button("Verify the forgery").click();

        assertThat(browser.find("#forgery").getText())
                .contains("ALTERED", "commitment", "record commits to", "Any other value has another hash.");
        browser.screenshot("single-refused");
        assertThat(browser.requests()).allMatch(address -> address.startsWith("file:") || address.startsWith("blob:"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void holdsThePolicyThatItWasMadeWithAndSaysWhoseChoiceThatIs() throws IOException {
        open(Optional.of("en"), Optional.of(SinglePage.Policy.of("demo-policy.json", Files.readAllBytes(POLICY))));

        browser.awaitText("put into this file by its maker");
        assertThat(browser.text())
                .contains(
                        "demo-policy.json",
                        "It is part of this file.",
                        "The person who made this file chose this policy.");
        browser.choose("#evidence-files", EVIDENCE);
        browser.find(".verdict [data-verdict='CROSS_ANCHORED']");

        browser.choose("#policy-file", Golden.POLICY);
        browser.find(".verdict [data-verdict='NOT_TRUSTED']");
        browser.button("Forget it").click();
        browser.find(".verdict [data-verdict='CROSS_ANCHORED']");
        browser.button("Forget it").click();
        browser.find(".verdict [data-verdict='INTACT']");
    }

    @Test
    void beginsInTheLanguageThatItWasMadeFor() throws IOException {
        open(Optional.of("zh"), Optional.empty());

        browser.awaitText("验证证据");
        assertThat(browser.text()).contains("此文件不发出任何请求");
    }

    @Test
    void readsEveryKindOfReceipt() throws IOException {
        open(Optional.empty(), Optional.empty());
        browser.choose("#policy-file", Golden.EVIDENCE.resolve("policy-all-five-kinds.json"));
        browser.awaitText("your choice");

        browser.choose("#evidence-files", Golden.EVIDENCE.resolve("all-five-kinds.json"));

        browser.find(".verdict [data-verdict='CROSS_ANCHORED']");
        browser.choose(
                "#evidence-files",
                Golden.picture(dir, Files.readAllBytes(Golden.EVIDENCE.resolve("compact-three-witnesses.cbor"))));
        browser.awaitText("from a QR code");
    }

    @Test
    void isPrintedWithItsVerdict() throws IOException {
        open(Optional.empty(), Optional.of(SinglePage.Policy.of("policy.json", Files.readAllBytes(POLICY))));
        browser.choose("#evidence-files", EVIDENCE);
        browser.find(".verdict [data-verdict='CROSS_ANCHORED']");
        browser.run("globalThis.print = () => document.title = 'printed'");

        browser.button("Print this page").click();

        browser.await("printed", () -> "printed".equals(browser.driver().getTitle()));
        browser.driver().executeCdpCommand("Emulation.setEmulatedMedia", java.util.Map.of("media", "print"));
        assertThat(browser.text())
                .contains("CROSS_ANCHORED", "What this does not prove")
                .doesNotContain("Drop evidence files here", "Try to cheat");
    }

    private void open(Optional<String> language, Optional<SinglePage.Policy> policy) throws IOException {
        Path file = Files.write(dir.resolve("verify.html"), SinglePage.html(language, policy));
        browser.open(file.toUri().toString());
        browser.find("#evidence-files");
        browser.requests();
    }
}
