package io.tombolo.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Json;
import io.tombolo.merkle.Hash;
import io.tombolo.objects.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What one backup consists of. It is written last, so a backup that was interrupted does not exist; its name holds its own hash.
 *
 * @param tombolo version that took it
 * @param dataFormat format of the data folder, as {@code tombolo.format} has it
 * @param takenAt ISO 8601
 * @param pausedMs for how long the server was stopped; -1 when none ran
 * @param kafka whether the broker's topics are in the folder, or in a cluster elsewhere
 */
record Manifest(
        String format,
        String tombolo,
        @JsonProperty("data_format") String dataFormat,
        @JsonProperty("taken_at") String takenAt,
        @JsonProperty("paused_ms") long pausedMs,
        boolean kafka,
        List<Kept> files) {
    static final String FORMAT = "tombolo-backup/1";
    private static final String FOLDER = "backups";
    private static final int HASH_IN_NAME = 16;

    Manifest {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param path in the data folder, with {@code /}
     * @param mode as {@code rw-------}; empty where files have none
     */
    record Kept(String path, long size, String sha256, String mode) {
        /** An object that holds a file's content. */
        static final Pattern OBJECT = Pattern.compile("objects/[0-9a-f]{2}/[0-9a-f]{64}");

        /** Where its content is. */
        String object() {
            return "objects/" + sha256.substring(0, 2) + "/" + sha256;
        }
    }

    long bytes() {
        return files.stream().mapToLong(Kept::size).sum();
    }

    byte[] toJson() {
        return Json.text(this).getBytes(StandardCharsets.UTF_8);
    }

    /** Name of the object that holds it. */
    String object(byte[] json) {
        return FOLDER + "/" + takenAt.replace(":", "") + "-" + hash(json).substring(0, HASH_IN_NAME) + ".json";
    }

    /** The objects of all that there are, oldest first. */
    static List<String> all(ObjectStore store) {
        return store.names(FOLDER).stream()
                .filter(name -> name.endsWith(".json"))
                .toList();
    }

    /** A backup's name, as people give it, of its object's name. */
    static String name(String object) {
        return object.substring(FOLDER.length() + 1).replace(".json", "");
    }

    /**
     * Reads one.
     *
     * @throws CommandException when it is damaged, or of a newer version
     */
    static Manifest read(ObjectStore store, String object) throws IOException {
        String name = name(object);
        byte[] json;
        try (InputStream list = store.open(object)
                .orElseThrow(() -> new CommandException("backup " + name + " was removed meanwhile"))) {
            json = list.readAllBytes();
        }
        if (!name.endsWith("-" + hash(json).substring(0, HASH_IN_NAME))) {
            throw new CommandException("backup " + name + ": its list of files is damaged; use another backup");
        }
        try {
            JsonNode tree = Json.MAPPER.readTree(json);
            String format = tree.path("format").asText();
            if (!format.equals(FORMAT)) {
                throw new CommandException("backup " + name + " has format " + format + ", this version reads " + FORMAT
                        + ": use the version of Tombolo that made it ("
                        + tree.path("tombolo").asText() + ")");
            }
            return Json.MAPPER.treeToValue(tree, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new CommandException("backup " + name + ": its list of files can't be read: " + e.getMessage(), e);
        }
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(Hash.sha256().digest(bytes));
    }
}
