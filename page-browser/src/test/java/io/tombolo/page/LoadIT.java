package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints how soon the page can be used. It asserts no time: other machines are slower. */
class LoadIT {
    @TempDir
    Path dir;

    @Test
    void measuresHowSoonThePageCanBeUsed() throws Exception {
        try (Browser browser = Browser.start();
                PageServer server = new PageServer()) {
            Path single = java.nio.file.Files.write(
                    dir.resolve("verify.html"), SinglePage.html(Optional.empty(), Optional.empty()));
            for (String address : java.util.List.of(
                    server.address() + "#/verify", single.toUri().toString())) {
                for (int i = 0; i < 3; i++) {
                    browser.open("about:blank");
                    browser.driver().executeCdpCommand("Network.clearBrowserCache", java.util.Map.of());
                    browser.open(address);
                    browser.find("#evidence-files");
                    Object painted = browser.runAsync("""
                            const done = arguments[0];
                            new PerformanceObserver(list => done(list.getEntries().map(e => e.startTime + e.duration).pop()))
                              .observe({ type: 'largest-contentful-paint', buffered: true });
                            """);
                    Object verified = browser.runAsync("""
                            const [text, done] = arguments;
                            const input = document.querySelector('#evidence-files');
                            const files = new DataTransfer();
                            files.items.add(new File([text], 'event.json'));
                            const from = performance.now();
                            new MutationObserver((_, all) => {
                              if (document.querySelector('.verdict [data-verdict]')) { all.disconnect(); done(performance.now() - from); }
                            }).observe(document.body, { subtree: true, childList: true });
                            input.files = files.files;
                            input.dispatchEvent(new Event('change', { bubbles: true }));
                            """, java.nio.file.Files.readString(Golden.ANCHORED));
                    System.out.printf(
                            "%s: shown after %s ms, a file verified in %s ms%n",
                            address.replaceAll("://.*/", "://…/"), painted, verified);
                    assertThat(painted).isNotNull();
                }
            }
        }
    }
}
