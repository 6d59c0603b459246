package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The verify view of the served page, as a visitor uses it. */
class VerifyViewIT {
    private static Browser browser;
    private static PageServer server;

    @TempDir
    Path dir;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        server = new PageServer();
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @BeforeEach
    void open() {
        browser.restoreNetwork();
        browser.prefersDark(false);
        browser.resize(1280, 900);
        browser.open(server.address() + "#/verify");
        browser.run("localStorage.clear()");
        browser.open(server.address() + "#/verify");
        browser.find("#evidence-files");
    }

    @Test
    void verifiesWithTheNetworkCut() throws IOException {
        choosePolicy(Golden.POLICY);
        browser.requests();
        browser.cutNetwork();

        browser.choose("#evidence-files", Golden.ANCHORED);

        verdict("ANCHORED");
        browser.awaitText("acme.example/flights/0");
        assertThat(browser.text())
                .contains("Who signed", "Three times", "What this does not prove", "Place in the tree")
                .contains("2023-11-14 22:13:20 UTC", "delay", "Leaf 17 of 200: 8 hashes")
                .contains("Does the row, hashed again here, give the hash that the log holds?", "record commits to ")
                .contains("the browser's WebCrypto");
        assertThat(browser.all("svg.tree g.node")).hasSize(17);
        assertThat(browser.requests()).allMatch(address -> address.startsWith("blob:") || address.startsWith("data:"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void keepsThePolicyInTheBrowserUntilItIsForgotten() {
        int before = server.asked().size();
        browser.awaitText("No policy is chosen");
        choosePolicy(Golden.POLICY);
        assertThat(browser.text()).contains("Kept in this browser", "your choice");

        browser.open(server.address() + "#/verify");
        browser.awaitText("Kept in this browser");
        browser.button("Forget it").click();
        browser.awaitText("No policy is chosen");
        browser.open(server.address() + "#/verify");

        browser.awaitText("No policy is chosen");
        assertThat(server.asked().subList(before, server.asked().size())).noneMatch(asked -> asked.contains("/api/"));
    }

    @Test
    void inspectsWithoutAPolicyAndSaysSo() {
        browser.choose("#evidence-files", Golden.ANCHORED);

        verdict("INTACT");
        assertThat(browser.text())
                .contains("Anybody can make such a file", "Without a policy it only agrees with itself.");
        choosePolicy(Golden.POLICY);
        verdict("ANCHORED");
    }

    @Test
    void takesTheServersPolicyOnlyWhenAskedAndMarksIt() throws IOException {
        server.bytes("/api/v1/policy", 200, "application/json", Files.readAllBytes(Golden.POLICY));
        assertThat(browser.text()).contains("The policy of this server is the server's choice.");

        browser.button("Use the policy of this server").click();

        browser.awaitText("This policy is the server's choice, not yours");
        browser.choose("#evidence-files", Golden.ANCHORED);
        verdict("ANCHORED");
        assertThat(browser.find(".verdict").getText())
                .contains("a verdict by it is worth what the server's word is worth");
    }

    @Test
    void aPolicyAmongTheEvidenceIsOfferedNotTaken() {
        browser.choose("#evidence-files", Golden.POLICY, Golden.ANCHORED);

        verdict("INTACT");
        browser.button("Use it as my policy").click();

        verdict("ANCHORED");
    }

    @Test
    void refusesAPolicyFileThatIsNone() {
        browser.choose("#policy-file", Golden.ANCHORED);

        browser.awaitText(
                "good-anchored.json is not a policy file: policy.format: must be tombolo-policy/1 or tombolo-policy/2");
    }

    @Test
    void takesAPastedPolicy() throws IOException {
        browser.button("Paste one").click();
        browser.run("""
                const area = document.querySelector('textarea');
                area.value = arguments[0];
                area.dispatchEvent(new Event('input', { bubbles: true }));
                """, Files.readString(Golden.POLICY));
        browser.button("Use this policy").click();

        browser.awaitText("pasted policy");
        browser.awaitText("Kept in this browser");
    }

    @Test
    void readsTheEvidenceInAPictureOfItsCode() throws IOException {
        byte[] compact = Files.readAllBytes(Golden.EVIDENCE.resolve("compact-three-witnesses.cbor"));
        choosePolicy(Golden.EVIDENCE.resolve("policy-compact-three-witnesses.json"));

        browser.choose("#evidence-files", Golden.picture(dir, compact));

        browser.awaitText("from a QR code");
        verdict("CROSS_ANCHORED");
    }

    @Test
    void saysWhyAPictureHasNoEvidence() throws IOException {
        browser.choose(
                "#evidence-files",
                Golden.picture(dir, ("sha256:" + "0".repeat(64)).getBytes(StandardCharsets.US_ASCII)));
        browser.awaitText("This QR code holds only the digest of the evidence");

        Path broken = Files.write(dir.resolve("x.png"), new byte[] {(byte) 0x89, 0x50, 0x4e, 0x47, 1, 2, 3});
        browser.choose("#evidence-files", broken);

        browser.awaitText("The browser cannot read this picture");
    }

    @Test
    void readsTheEvidenceThatIsAttachedToAPdf() throws IOException {
        choosePolicy(Golden.POLICY);
        browser.choose("#evidence-files", Golden.pdf(dir, Files.readAllBytes(Golden.ANCHORED)));

        verdict("ANCHORED");
        browser.awaitText("attached to a PDF");
        browser.choose("#evidence-files", Files.writeString(dir.resolve("empty.pdf"), "%PDF-1.7\n%%EOF\n"));
        browser.awaitText("PDF: no attached file");
    }

    @Test
    void listsSeveralFilesWithTheirVerdicts() {
        choosePolicy(Golden.POLICY);
        browser.choose(
                "#evidence-files",
                Golden.ANCHORED,
                Golden.EVIDENCE.resolve("altered-value.json"),
                Golden.EVIDENCE.resolve("good-sealed.json"),
                Golden.EVIDENCE.resolve("compact-good-anchored.cbor"));

        browser.awaitText("3 accepted, 1 refused or not read");
        assertThat(browser.find("table.stacks").getText())
                .contains("ANCHORED", "ALTERED", "SEALED", "commitment: record commits to");
        browser.button("altered-value.json").click();
        verdict("ALTERED");
        assertThat(browser.text())
                .contains("This file was refused. What follows is what it holds, not what was shared.");
    }

    @Test
    void showsDisclosedAndWithheldFields() {
        choosePolicy(Golden.DISCLOSED.resolve("policy.json"));
        browser.choose("#evidence-files", Golden.DISCLOSED.resolve("one-after-diagnosis.json"));

        browser.awaitText("disclosed by the owner");
        assertThat(browser.text()).contains("A09.1", "withheld (group ");
        browser.screenshot("verify-disclosed");
    }

    @Test
    void eachEffortOfAForgerFailsAtAnotherCheck() {
        choosePolicy(Golden.POLICY);
        browser.choose("#evidence-files", Golden.ANCHORED);
        verdict("ANCHORED");

        assertThat(forged("row")).contains("ALTERED", "commitment");
        assertThat(forged("entry")).contains("ALTERED", "inclusion proof");
        assertThat(forged("root")).contains("ALTERED", "checkpoint");
        assertThat(forged("key")).contains("NOT_TRUSTED", "checkpoint");
        browser.button("Forget it").click();
        browser.awaitText("No policy is chosen");
        verdict("INTACT");
        assertThat(forged("key")).contains("INTACT", "Only a policy with the owner's real key refuses it.");
    }

    @Test
    void aValueThatTheFieldDoesNotTakeIsRefused() {
        browser.choose("#evidence-files", Golden.ANCHORED);
        browser.write("#cheat-value", "seventeen");
        browser.button("Verify the forgery").click();

        browser.awaitText("“seventeen”: int, 32 bit");
    }

    private static String forged(String effort) {
        browser.run("document.querySelector('#forgery')?.setAttribute('id', 'old')");
        browser.find("input[name=effort][value=" + effort + "]").click();
        if (browser.all("#cheat-value[value='17']").isEmpty()
                || String.valueOf(browser.run("return document.querySelector('#cheat-value').value"))
                        .equals("17")) {
            browser.button("Change one digit").click();
        }
        browser.button("Verify the forgery").click();
        return browser.find("#forgery").getText();
    }

    @Test
    void speaksBothLanguages() {
        choosePolicy(Golden.POLICY);
        browser.choose("#evidence-files", Golden.ANCHORED);
        verdict("ANCHORED");

        browser.run(
                "const s = document.querySelector('.settings select'); s.value = 'zh'; s.dispatchEvent(new Event('change', { bubbles: true }))");

        browser.awaitText("验证证据");
        assertThat(browser.text()).contains("谁签了名", "三个时间", "这不能证明什么").doesNotContain("Who signed", "Three times");
        assertThat(browser.run("return document.documentElement.lang")).isEqualTo("zh-CN");
        browser.screenshot("verify-zh");
        browser.open(server.address() + "#/verify");
        browser.awaitText("验证证据");
    }

    @Test
    void nothingIsCutOffFromPhoneTo4k() {
        choosePolicy(Golden.POLICY);
        for (int width : List.of(360, 768, 1280, 3840)) {
            browser.resize(width, 900);
            browser.choose("#evidence-files", Golden.ANCHORED, Golden.EVIDENCE.resolve("altered-value.json"));
            browser.awaitText("1 accepted, 1 refused or not read");
            assertThat(browser.clipped()).as("several at " + width).isEmpty();
            browser.button("good-anchored.json").click();
            verdict("ANCHORED");
            browser.screenshot("verify-" + width);

            assertThat(browser.cutOff()).as("at " + width).isZero();
            assertThat(browser.clipped()).as("at " + width).isEmpty();
        }
    }

    @Test
    void hasNoViolationsForScreenReaders() {
        choosePolicy(Golden.POLICY);
        assertThat(browser.axe()).isEmpty();
        browser.choose("#evidence-files", Golden.ANCHORED, Golden.EVIDENCE.resolve("altered-value.json"));
        browser.awaitText("1 accepted, 1 refused or not read");
        for (String file : List.of("good-anchored.json", "altered-value.json")) {
            browser.button(file).click();
            browser.find("article.detail[aria-label='" + file + "']");
            assertThat(browser.axe()).as(file).isEmpty();
        }
        browser.prefersDark(true);
        browser.screenshot("verify-dark");

        assertThat(browser.axe()).as("dark").isEmpty();
    }

    @Test
    void worksByKeyboardAlone() {
        choosePolicy(Golden.POLICY);
        browser.choose("#evidence-files", Golden.ANCHORED);
        verdict("ANCHORED");
        browser.run("document.activeElement.blur(); document.querySelector('.skip').focus()");
        keys(Keys.ENTER);
        assertThat(focused()).isEqualTo("main");

        for (int i = 0; i < 60 && !focused().equals("cheat-value"); i++) {
            keys(Keys.TAB);
        }
        assertThat(focused()).isEqualTo("cheat-value");
        keys(Keys.END, "1", Keys.ENTER);

        assertThat(browser.find("#forgery").getText()).contains("ALTERED");
    }

    private static void keys(CharSequence... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    private static String focused() {
        return String.valueOf(browser.run("return document.activeElement.id"));
    }

    @Test
    void asksTheServerForACertificateByTheVisitorsPolicy() {
        server.bytes(
                "/api/v1/certificate",
                422,
                "application/problem+json",
                "{\"error\":\"refused\",\"message\":\"ALTERED: for the test\"}".getBytes(StandardCharsets.UTF_8));
        choosePolicy(Golden.POLICY);
        browser.choose("#evidence-files", Golden.ANCHORED);
        verdict("ANCHORED");

        browser.button("Certificate (PDF)").click();

        browser.awaitText("ALTERED: for the test");
        assertThat(server.asked()).contains("POST /api/v1/certificate");
    }

    @Test
    void verifiesWhatALinkNames() throws IOException {
        server.bytes("/api/v1/evidence", 200, "application/json", Files.readAllBytes(Golden.ANCHORED));

        browser.open(server.address() + "#/verify?dataset=acme.example/flights&partition=0&offset=34");

        verdict("INTACT");
        assertThat(server.asked())
                .contains("GET /api/v1/evidence?dataset=acme.example%2Fflights&partition=0&offset=34");
    }

    @Test
    void isThereAgainWhenTheServerIsAway() {
        browser.await(
                "service worker",
                () -> Boolean.TRUE.equals(
                        browser.runAsync(
                                "const done = arguments[0]; navigator.serviceWorker.getRegistration().then(r => done(!!r?.active))")));
        browser.cutNetwork();

        browser.driver().navigate().refresh();

        browser.find("#evidence-files");
        browser.choose("#evidence-files", Golden.ANCHORED);
        verdict("INTACT");
    }

    private static void choosePolicy(Path policy) {
        browser.choose("#policy-file", policy);
        browser.awaitText("Kept in this browser");
    }

    private static void verdict(String name) {
        browser.find(".verdict [data-verdict='" + name + "']");
    }
}
