package io.tombolo.connectors.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.schemas.AvroNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * By which name the source calls each column: Avro's names are narrow, so {@code ABC$1} and {@code ABC#1} would both be {@code ABC_1},
 * and two fields must not become one, in other rows, other files or at another time either. Thread-safe.
 */
public final class SourceNames {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> sources = new TreeMap<>();
    private final Map<String, String> renamed;
    private boolean grown;

    /** No column has a name yet. */
    public SourceNames() {
        this(Map.of());
    }

    /** @param renamed what columns are called instead, by the source's names */
    public SourceNames(Map<String, String> renamed) {
        this.renamed = Map.copyOf(renamed);
    }

    /**
     * Reads what {@link #text} writes.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static SourceNames of(@Nullable String text) {
        SourceNames names = new SourceNames();
        names.add(text);
        return names;
    }

    /**
     * Adds what {@link #text} writes; a column that has a name keeps it.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public synchronized void add(@Nullable String text) {
        if (text != null && !text.isEmpty()) {
            try {
                JSON.readTree(text)
                        .properties()
                        .forEach(name -> sources.putIfAbsent(
                                name.getKey(), name.getValue().asText()));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("names of columns: not JSON", e);
            }
        }
    }

    /** The column that a name of the source represents. */
    public String column(String source) {
        return renamed.getOrDefault(source, AvroNames.name(source));
    }

    /** The other name that a column is known by; empty when it is known by this one, or by none yet. */
    public synchronized Optional<String> other(String column, String source) {
        String known = sources.get(column);
        return known == null || known.equals(source) ? Optional.empty() : Optional.of(known);
    }

    /** A column is known by this name from now on, unless it is by another one already. */
    public synchronized void take(String column, String source) {
        grown |= sources.putIfAbsent(column, source) == null && !source.equals(column);
    }

    /**
     * All columns of a file are known by these names from now on.
     *
     * @param file what it is called in messages
     * @param names a name for each column
     * @throws ConnectException when a column is known by another name already
     */
    public void takeAll(String file, List<String> columns, List<String> names) {
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            String source = names.get(i);
            other(column, source).ifPresent(known -> {
                throw new ConnectException(file + ": " + clash(column, source, known));
            });
        }
        for (int i = 0; i < columns.size(); i++) {
            take(columns.get(i), names.get(i));
        }
    }

    /** Whether names that are not the columns' own came since this was asked last. */
    public synchronized boolean grew() {
        boolean before = grown;
        grown = false;
        return before;
    }

    /** All names, as JSON. */
    public synchronized String text() {
        try {
            return JSON.writeValueAsString(sources);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts is JSON", e);
        }
    }

    /** Why a field is refused whose column has another name. */
    public static String clash(String column, String source, String other) {
        return "field '" + source + "' would be named " + column + ", as field '" + other + "' is: rename one of them";
    }
}
