package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SinglePageTest {
    @Test
    void namesItsScriptAndItsStyleByTheirHashes() {
        String html = html(Optional.empty(), Optional.empty());

        assertThat(html)
                .contains("script-src '" + hash(between(html, "<script>", "</script>")) + "'")
                .contains("style-src '" + hash(between(html, "<style>", "</style>")) + "'")
                .contains("default-src 'none'", "worker-src blob:")
                .doesNotContain(
                        "unsafe-inline", "unsafe-eval", "connect-src", "http-equiv=\"refresh\"", "id=\"policy\"");
        assertThat(html).doesNotContain("src=\"", "href=\"h", "href=\"/", "\r");
    }

    @Test
    void holdsAPolicyAsItIs() {
        byte[] policy = "{\"format\": \"</script><script>alert(1)\"}".getBytes(StandardCharsets.UTF_8);
        String name = "a\"><b>&amp;.json";

        String html = html(Optional.of("zh"), Optional.of(SinglePage.Policy.of(name, policy)));

        assertThat(html)
                .contains("<html lang=\"zh-CN\" data-language=\"zh\">")
                .contains("data-name=\"a&quot;>&lt;b>&amp;amp;.json\">"
                        + Base64.getEncoder().encodeToString(policy) + "</script>");
    }

    @Test
    void isTheSameForTheSameArguments() {
        assertThat(html(Optional.of("en"), Optional.empty())).isEqualTo(html(Optional.of("en"), Optional.empty()));
    }

    @Test
    void refusesAnotherLanguage() {
        assertThatThrownBy(() -> html(Optional.of("fr"), Optional.empty())).hasMessage("language fr: must be en or zh");
    }

    @Test
    void theServedPagesFilesHaveTheirHeaders() {
        ServedPage page = new ServedPage();

        assertThat(page.paths())
                .contains("/", "/page/main.js", "/page/worker.js", "/page/page.css", "/page/offline.js");
        assertThat(page.file("/page/../secret")).isEmpty();
        assertThat(page.file("/").orElseThrow().headers())
                .containsEntry("Content-Type", "text/html; charset=utf-8")
                .hasEntrySatisfying(
                        "Content-Security-Policy", policy -> assertThat(policy).doesNotContain("unsafe"))
                .hasEntrySatisfying("ETag", tag -> assertThat(tag).matches("\"[0-9a-f]{32}\""));
        assertThat(page.file("/page/worker.js").orElseThrow().headers().get("Content-Security-Policy"))
                .doesNotContain("connect-src");
        assertThat(page.file("/page/offline.js").orElseThrow().headers()).containsEntry("Service-Worker-Allowed", "/");
    }

    private static String html(Optional<String> language, Optional<SinglePage.Policy> policy) {
        return new String(SinglePage.html(language, policy), StandardCharsets.UTF_8);
    }

    private static String between(String text, String start, String end) {
        int from = text.lastIndexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static String hash(String text) {
        return "sha256-"
                + Base64.getEncoder().encodeToString(Hash.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
