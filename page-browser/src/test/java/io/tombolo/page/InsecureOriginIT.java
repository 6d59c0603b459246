package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page on plain http under a name: no WebCrypto, no camera, no service worker, no clipboard. */
class InsecureOriginIT {
    @TempDir
    Path dir;

    @Test
    void verifiesWithoutWhatTheBrowserDoesNotGive() throws IOException {
        try (Browser browser = Browser.start();
                PageServer server = new PageServer()) {
            browser.open(server.address(Browser.INSECURE_HOST) + "#/verify");
            browser.find("#evidence-files");
            assertThat(browser.run(
                            "return [isSecureContext, typeof crypto.subtle, typeof navigator.serviceWorker].join()"))
                    .isEqualTo("false,undefined,undefined");
            browser.choose("#policy-file", Golden.POLICY);
            browser.awaitText("your choice");

            browser.choose("#evidence-files", Golden.ANCHORED);

            browser.find(".verdict [data-verdict='ANCHORED']");
            assertThat(browser.text())
                    .contains("since this page has no WebCrypto", "The browser gives this page no camera");
            assertThat(browser.find("input[name=effort][value=key]").isEnabled())
                    .isFalse();
            browser.button("Change one digit").click();
            browser.button("Verify the forgery").click();
            assertThat(browser.find("#forgery").getText()).contains("ALTERED", "commitment");
            browser.choose(
                    "#evidence-files",
                    Golden.picture(dir, Files.readAllBytes(Golden.EVIDENCE.resolve("compact-three-witnesses.cbor"))));
            browser.awaitText("from a QR code");
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
