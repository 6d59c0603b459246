package io.tombolo.consumer.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.schemas.signed.KeyedLines;
import io.tombolo.schemas.signed.UsageReceipt;
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
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The receipts that this partner signed, beside the files of one owner's agreements. Several processes may use it: each receipt is a file of
 * its own until it is sent, and stays in the month's list of all that were signed.
 */
final class UsageFolder {
    /** Of one partition that is read all the time, a week's. */
    static final int MOST_UNSENT = 10_000;

    private static final JsonMapper JSON = BoundedJson.mapper(1_000_000);
    private static final String END = ".note";

    private final Path folder;
    private final Path open;
    private final Path unsent;
    private final Path refused;
    /** No other process writes to receipts of that name. */
    private final String own = UUID.randomUUID().toString();

    /** @throws UncheckedIOException when it can't be made */
    UsageFolder(Path agreements) {
        folder = agreements.resolve("usage");
        open = folder.resolve("open");
        unsent = folder.resolve("unsent");
        refused = folder.resolve("refused");
        try {
            for (Path one : List.of(open, unsent, refused)) {
                Files.createDirectories(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + " can't be made", e);
        }
    }

    private String name(UsageReceipt receipt, int number) {
        String origin = KeyedLines.hash(receipt.origin().toString()).hex().substring(0, 8);
        return receipt.minute().getEpochSecond() / 60 + "-" + origin + "-" + receipt.from() + "-" + own + "-" + number
                + END;
    }

    /**
     * Keeps a receipt whose minute is not over, in place of what it was before.
     *
     * @param number of all receipts that are written through this object
     */
    void keepOpen(UsageReceipt receipt, int number, SignedNote note) {
        write(open.resolve(name(receipt, number)), note.format());
    }

    /**
     * Keeps a receipt that does not change any more.
     *
     * @return whether it will be sent: no more than {@link #MOST_UNSENT} wait for it
     */
    boolean finish(UsageReceipt receipt, int number, SignedNote note) {
        return finish(open.resolve(name(receipt, number)), receipt, note);
    }

    private boolean finish(Path draft, UsageReceipt receipt, SignedNote note) {
        boolean room = unsent().size() < MOST_UNSENT;
        if (room) {
            write(unsent.resolve(draft.getFileName()), note.format());
        }
        YearMonth month = YearMonth.from(receipt.minute().atOffset(ZoneOffset.UTC));
        String line = "\n" + JSON.createObjectNode().put("note", note.format()) + "\n";
        try (FileChannel out = FileChannel.open(
                folder.resolve("signed-" + month + ".jsonl"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            // At once, so that what another process appends is before or behind it.
            out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + " can't be written", e);
        }
        return room;
    }

    /** Finishes receipts of minutes long over, whose process was killed. How many. */
    int recover(Instant before) {
        int found = 0;
        for (Path draft : files(open)) {
            try {
                SignedNote note = SignedNote.parse(Files.readString(draft));
                UsageReceipt receipt = UsageReceipt.parse(note.text());
                if (receipt.minute().isBefore(before)) {
                    finish(draft, receipt, note);
                    found++;
                }
            } catch (IOException | MalformedException e) {
                // Another process finished it meanwhile, or is about to move it into its place.
            }
        }
        return found;
    }

    /** What the owner does not have yet, the oldest first. */
    List<Path> unsent() {
        return files(unsent);
    }

    void sent(Path one) {
        try {
            Files.deleteIfExists(one);
        } catch (IOException e) {
            throw new UncheckedIOException(one + " can't be removed", e);
        }
    }

    /** Why the last attempt to send failed; an empty text when it did not. */
    void waits(String why) {
        write(folder.resolve("waits-because.txt"), why);
    }

    /** The same, by whichever process it was. */
    String waits() {
        Path file = folder.resolve("waits-because.txt");
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }

    void refused(Path one) {
        try {
            Files.move(one, refused.resolve(one.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(one + " can't be moved", e);
        }
    }

    /** All that were finished. A line that was cut off by a crash is left out: its receipt was finished again. */
    List<SignedNote> signed() {
        List<SignedNote> notes = new ArrayList<>();
        for (Path file : files(folder)) {
            if (file.getFileName().toString().matches("signed-[0-9-]+\\.jsonl")) {
                try {
                    Files.readString(file)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .forEach(line -> note(line).ifPresent(notes::add));
                } catch (IOException e) {
                    throw new UncheckedIOException(file + " can't be read", e);
                }
            }
        }
        return notes;
    }

    private static Optional<SignedNote> note(String line) {
        try {
            return Optional.of(SignedNote.parse(JSON.readTree(line).path("note").asText()));
        } catch (JsonProcessingException | MalformedException e) {
            return Optional.empty();
        }
    }

    /** The agreement as the owner's server knows it now: who makes a statement checks its signatures. Anything else is not kept. */
    void keepAgreement(String id, String text) {
        try {
            if (JSON.readTree(text).path("id").asText().equals(id)) {
                write(folder.resolve("agreement-" + id + ".json"), text);
            }
        } catch (JsonProcessingException e) {
            // Not JSON: what was joined stays known.
        }
    }

    /** All agreements of the folder, in the order in which they began; those that the owner's server sent later count. */
    List<JsonNode> agreements() {
        List<JsonNode> all = new ArrayList<>();
        for (Path place :
                List.of(folder, Optional.ofNullable(folder.getParent()).orElse(folder))) {
            for (Path file : files(place)) {
                String name = file.getFileName().toString();
                if (name.startsWith("agreement-") && name.endsWith(".json")) {
                    JsonNode json = json(file);
                    if (all.stream().noneMatch(one -> one.path("id").equals(json.path("id")))) {
                        all.add(json);
                    }
                }
            }
        }
        all.sort((one, other) -> began(one).compareTo(began(other)));
        return all;
    }

    private static String began(JsonNode agreement) {
        return agreement.at("/signed/0/at").asText();
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(one -> !one.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + " can't be read", e);
        }
    }

    private void write(Path file, String text) {
        Path draft = file.resolveSibling("." + own + "-" + file.getFileName());
        try {
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be written", e);
        }
    }
}
