package io.tombolo.page;

import io.tombolo.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The verify view as one HTML file that makes no request and needs no server. Its Content-Security-Policy names the one script and the one style
 * by their hashes; the verifier is text in it, from which the script starts a worker.
 */
public final class SinglePage {
    /** What would end a script element early, or hide its end. */
    private static final Pattern BREAKS_OUT = Pattern.compile("</script|<!--", Pattern.CASE_INSENSITIVE);

    private static final Pattern LANGUAGE = Pattern.compile("en|zh");

    private SinglePage() {}

    /** A policy that is put into the file, with the name by which the page shows it. */
    public record Policy(String name, String base64) {
        /** The bytes of a policy file, as they are. */
        public static Policy of(String name, byte[] file) {
            return new Policy(name, Base64.getEncoder().encodeToString(file));
        }
    }

    /**
     * The file's bytes, the same ones for the same arguments.
     *
     * @param language "en" or "zh": the one that the page begins with; empty for that of the browser
     */
    public static byte[] html(Optional<String> language, Optional<Policy> policy) {
        language.ifPresent(SinglePage::check);
        String script = inline("single/single.js");
        String style = Resource.text("served/page.css");
        String worker = inline("single/worker.js");
        String security = "default-src 'none'; script-src " + hash(script) + "; style-src " + hash(style)
                + "; worker-src blob:; img-src blob: data:; media-src blob: mediastream:; base-uri 'none'; form-action 'none'";
        StringBuilder html = new StringBuilder(500_000)
                .append("<!doctype html>\n<html lang=\"")
                .append(language.filter("zh"::equals).map(zh -> "zh-CN").orElse("en"))
                .append('"')
                .append(language.map(one -> " data-language=\"" + one + '"').orElse(""))
                .append(">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(security)
                .append("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append(
                        "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
                .append("<title>Tombolo</title>\n<link rel=\"icon\" href=\"data:image/svg+xml;base64,")
                .append(Base64.getEncoder().encodeToString(Resource.bytes("served/icon.svg")))
                .append("\">\n<style>")
                .append(style)
                .append("</style>\n</head>\n<body>\n<div id=\"app\"></div>\n")
                .append(
                        "<noscript><p>This page needs JavaScript. The command tombolo verify does the same without a browser.</p></noscript>\n")
                .append("<script type=\"text/plain\" id=\"licences\">\n")
                .append(inline("LICENSES.txt"))
                .append("</script>\n<script type=\"text/plain\" id=\"worker\">")
                .append(worker)
                .append("</script>\n");
        policy.ifPresent(one -> html.append("<script type=\"text/plain\" id=\"policy\" data-name=\"")
                .append(attribute(one.name()))
                .append("\">")
                .append(one.base64())
                .append("</script>\n"));
        html.append("<script>").append(script).append("</script>\n</body>\n</html>\n");
        return html.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void check(String language) {
        if (!LANGUAGE.matcher(language).matches()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "language %s: must be en or zh", language));
        }
    }

    private static String inline(String name) {
        String text = Resource.text(name);
        if (BREAKS_OUT.matcher(text).find()) {
            throw new IllegalStateException(name + " can't be put into a script element: it holds </script or <!--");
        }
        return text;
    }

    /** As browsers hash it: carriage returns would be read as newlines, and there are none. */
    private static String hash(String text) {
        byte[] digest = Hash.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    private static String attribute(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }
}
