package io.tombolo.page;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The page that a read side serves: its files by their paths, read once from this jar. Thread-safe. */
public final class ServedPage {
    /** Where the page's files are, but for the page itself, which is at the root. */
    private static final String FOLDER = "/page/";

    /** Nothing runs and nothing loads but what this server has, whatever a dataset's name or a fault's message is. */
    private static final String OF_THE_PAGE =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self';"
                    + " img-src 'self' blob: data:; media-src blob: mediastream:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** What verifies evidence makes no request. */
    private static final String OF_THE_WORKER = "default-src 'none'; script-src 'self'";

    private static final String OF_THE_SERVICE_WORKER = "default-src 'none'; connect-src 'self'";

    private final Map<String, PageFile> files = new TreeMap<>();

    /** Reads all files. */
    public ServedPage() {
        for (String name : new String(Resource.bytes("served/files.txt"), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            PageFile file = new PageFile(name, Resource.bytes("served/" + name), headers(name));
            files.put(name.equals("index.html") ? "/" : FOLDER + name, file);
        }
    }

    private static Map<String, String> headers(String name) {
        String header = "Content-Security-Policy";
        return switch (name) {
            case "index.html" -> Map.of(header, OF_THE_PAGE);
            case "worker.js" -> Map.of(header, OF_THE_WORKER);
            case "offline.js" -> Map.of(header, OF_THE_SERVICE_WORKER, "Service-Worker-Allowed", "/");
            default -> Map.of();
        };
    }

    /** All paths: "/", and those that begin with "/page/". */
    public Set<String> paths() {
        return Set.copyOf(files.keySet());
    }

    /** The file at a path of the server's; empty if the page has none there. */
    public Optional<PageFile> file(String path) {
        return Optional.ofNullable(files.get(path));
    }
}
