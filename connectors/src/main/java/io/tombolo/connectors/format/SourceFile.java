package io.tombolo.connectors.format;

import io.tombolo.connectors.text.TextFile;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A file that nobody writes to any more, as far as its first {@code size} bytes go.
 *
 * @param size in bytes, when its content was looked at
 */
public record SourceFile(Path path, long size) {

    /** Its name without folders. */
    public String name() {
        return String.valueOf(path.getFileName());
    }

    /** Its name in lower case, without {@code .gz}. */
    String baseName() {
        String name = name().toLowerCase(Locale.ROOT);
        return name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
    }

    TextFile text(Charset charset) {
        return new TextFile(path, size, charset);
    }
}
