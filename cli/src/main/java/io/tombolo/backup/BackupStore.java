package io.tombolo.backup;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Where backups are: objects by name that are written once and never changed, as an object store keeps them too. */
interface BackupStore extends AutoCloseable {
    /** Names of objects that begin so, in alphabetical order. */
    List<String> names(String prefix) throws IOException;

    boolean has(String name) throws IOException;

    /** Writes an object, which appears whole or not at all. */
    void put(String name, InputStream content) throws IOException;

    /** Opens an object. */
    InputStream get(String name) throws IOException;

    void delete(String name) throws IOException;

    @Override
    void close();
}
