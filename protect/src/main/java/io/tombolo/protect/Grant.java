package io.tombolo.protect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.schemas.signed.KeyedLines;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that opens some groups of one dataset until a time, for a reader who can't ask the owner. It holds the groups' trees, without the secret
 * that names subjects. Its digest shows damage and edits; it can't bind a person who has the file, as no file with keys in it can. Subjects that
 * are erased later are in it: the reader has to be given another one, or {@link #forget} them. Safe for use by several threads.
 */
public final class Grant implements KeyCache.Giver {

    private static final String FORMAT = "tombolo-grant/1";
    /** Characters of a group's keys, in base64: a subject that was erased takes 8,700 of them. */
    static final int LONGEST = 1 << 27;

    private static final long MOST_BYTES = 4L * LONGEST;
    private static final JsonMapper JSON = BoundedJson.mapper(1_000, LONGEST);

    private final String name;
    private final DatasetId dataset;
    private final Instant until;
    private final Map<String, KeyTree> trees;
    private final Clock clock;

    private Grant(String name, DatasetId dataset, Instant until, Map<String, KeyTree> trees, Clock clock) {
        this.name = name;
        this.dataset = dataset;
        this.until = until;
        this.trees = new ConcurrentHashMap<>(trees);
        this.clock = clock;
    }

    /**
     * Grants groups of a dataset.
     *
     * @param keys of each group, by its name
     */
    public static Grant of(DatasetId dataset, Map<String, GroupKeys> keys, Instant until, Clock clock) {
        Map<String, KeyTree> trees = new HashMap<>();
        keys.forEach((group, one) -> trees.put(group, one.tree()));
        return new Grant("grant for " + dataset, dataset, until, trees, clock);
    }

    /** The dataset that it is for. */
    public DatasetId dataset() {
        return dataset;
    }

    /** The groups that it opens. */
    public Set<String> groups() {
        return Set.copyOf(trees.keySet());
    }

    /** From when on it opens nothing. */
    public Instant until() {
        return until;
    }

    /**
     * Writes it, mode 0600.
     *
     * @throws KeyException when there is such a file, it can't be written, or a group has too many erased subjects for a file
     */
    public void write(Path file) {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("dataset", dataset.toString())
                .put("until", until.toString());
        ObjectNode groups = json.putObject("groups");
        Map<String, String> encoded = encoded();
        encoded.forEach((group, keys) -> {
            requireLength(group, keys.length());
            groups.put(group, keys);
        });
        json.put("sha256", digest(encoded));
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OwnerOnly.MODE));
            Files.writeString(file, json.toPrettyString() + "\n", StandardOpenOption.DSYNC);
        } catch (FileAlreadyExistsException e) {
            throw new KeyException("grant " + file + ": is there already, and is not overwritten", e);
        } catch (IOException e) {
            throw new KeyException("grant " + file + ": can't be written: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws KeyException when it can't be read, others may read it, it is not a grant, or it was altered
     * @throws KeysRefusedException when it is over
     */
    public static Grant read(Path file, Clock clock) {
        String name = "grant " + file;
        OwnerOnly.require(name, file);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new KeyException(name + ": " + Files.size(file) + " bytes, limit " + MOST_BYTES);
            }
            JsonNode json = JSON.readTree(Files.readString(file));
            if (!json.path("format").asText().equals(FORMAT)) {
                throw new KeyException(name + ": format '" + json.path("format").asText() + "', must be " + FORMAT);
            }
            Map<String, KeyTree> trees = new HashMap<>();
            json.path("groups")
                    .properties()
                    .forEach(one ->
                            trees.put(group(one.getKey()), tree(one.getValue().asText())));
            Grant grant = new Grant(
                    name,
                    DatasetId.parse(json.path("dataset").asText()),
                    Instant.parse(json.path("until").asText()),
                    trees,
                    clock);
            if (!json.path("sha256").asText().equals(grant.digest(grant.encoded()))) {
                throw new KeyException(
                        name + ": was altered or damaged: its content has not the SHA-256 that it states");
            }
            grant.requireInForce();
            return grant;
        } catch (JsonProcessingException e) {
            // What the parser says may show a key.
            throw new KeyException(name + ": is not JSON");
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new KeyException(name + ": was altered or damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new KeyException(name + ": can't be read: " + e.getMessage(), e);
        }
    }

    void requireLength(String group, long length) {
        if (length > LONGEST) {
            throw new KeyException(name + ": the keys of group " + group + " have " + length + " characters, limit "
                    + LONGEST + ": too many subjects were erased for a file; give readers an agreement instead");
        }
    }

    private static String group(String group) {
        ProtectedType.requireGroup(group);
        return group;
    }

    private static KeyTree tree(String base64) {
        try {
            return KeyTree.decoded(ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
        } catch (KeyException | BufferUnderflowException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("a group's keys can't be read", e);
        }
    }

    @Override
    public Map<String, KeyCache.Given> give(DatasetId of, Map<String, Set<DataKeyId>> wanted) {
        if (!of.equals(dataset)) {
            throw new KeysRefusedException(name + ": is for " + dataset + ", not for " + of);
        }
        requireInForce();
        Duration valid = Duration.between(clock.instant(), until);
        Map<String, KeyCache.Given> given = new HashMap<>();
        wanted.forEach((group, ids) -> {
            KeyTree tree = trees.get(group);
            if (tree != null) {
                Map<DataKeyId, KeyAnswer> answers = new HashMap<>();
                ids.forEach(id -> answers.put(
                        id, tree.key(id).<KeyAnswer>map(KeyAnswer.Granted::new).orElse(KeyAnswer.Absent.ERASED)));
                given.put(group, new KeyCache.Given(answers, valid));
            }
        });
        return given;
    }

    /** Takes keys out, permanently once it is written again. */
    @Override
    public void forget(DatasetId of, Set<DataKeyId> ids) {
        if (of.equals(dataset)) {
            trees.replaceAll((group, tree) -> {
                KeyTree left = tree;
                for (DataKeyId id : ids) {
                    left = left.without(id);
                }
                return left;
            });
        }
    }

    private void requireInForce() {
        if (!clock.instant().isBefore(until)) {
            throw new KeysRefusedException(name + ": ended at " + until);
        }
    }

    private Map<String, String> encoded() {
        Map<String, String> encoded = new TreeMap<>();
        trees.forEach((group, tree) -> encoded.put(group, Base64.getEncoder().encodeToString(tree.encoded())));
        return encoded;
    }

    private String digest(Map<String, String> encoded) {
        List<String> lines = new ArrayList<>(List.of("dataset " + dataset, "until " + until));
        encoded.forEach((group, tree) -> lines.add("group " + group + " " + tree));
        return KeyedLines.hash(KeyedLines.write(FORMAT, lines)).toString();
    }

    /** Never shows a key. */
    @Override
    public String toString() {
        return name + " " + trees.keySet() + " until " + until;
    }
}
