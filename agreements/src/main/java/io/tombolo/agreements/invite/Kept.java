package io.tombolo.agreements.invite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * What the owner keeps of an invitation, in one file: never the secret.
 *
 * @param usedBy verifier key of the partner that joined with it
 */
record Kept(Offer offer, Instant created, Instant expires, String secretHash, Optional<Use> usedBy) {
    private static final JsonMapper JSON = BoundedJson.mapper(10_000);

    /** Who used it, and when. */
    record Use(String vkey, Instant at) {
        /** SHA-256 of the key with its type, as two people read it to each other. */
        String fingerprint() {
            byte[] key = Base64.getDecoder().decode(vkey.split("\\+", 3)[2]);
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(Hash.sha256().digest(key));
        }
    }

    Kept used(Use use) {
        return new Kept(offer, created, expires, secretHash, Optional.of(use));
    }

    static Path file(Path folder, String id) {
        return folder.resolve(id + ".json");
    }

    /** Forced to disk beside, then moved: whatever happens, the file is the former or this one. */
    void write(Path folder) {
        ObjectNode json = JSON.createObjectNode()
                .put("terms", offer.text())
                .put("created", created.toString())
                .put("expires", expires.toString())
                .put("secret_sha256", secretHash);
        usedBy.ifPresent(
                use -> json.put("used_by", use.vkey()).put("used_at", use.at().toString()));
        Path draft = folder.resolve(offer.id() + ".new");
        try {
            Files.createDirectories(folder);
            try (FileChannel out = FileChannel.open(
                    draft,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING))) {
                ByteBuffer bytes = ByteBuffer.wrap(json.toPrettyString().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(
                    draft,
                    file(folder, offer.id()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("invitation " + offer.id() + " can't be kept in " + folder, e);
        }
    }

    static Optional<Kept> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            return Optional.of(new Kept(
                    Offer.parse(json.path("terms").asText()),
                    Instant.parse(json.path("created").asText()),
                    Instant.parse(json.path("expires").asText()),
                    json.path("secret_sha256").asText(),
                    json.has("used_by")
                            ? Optional.of(new Use(
                                    json.path("used_by").asText(),
                                    Instant.parse(json.path("used_at").asText())))
                            : Optional.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException("invitation " + file + " can't be read", e);
        }
    }
}
