package io.tombolo.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.tile.EntryBundle;
import io.tombolo.merkle.tile.TileReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A monitor as a third party would run it, knowing nothing but the log's address and key: from checkpoint to checkpoint, from tiles
 * to entries, it trusts nothing that it has not recomputed.
 */
final class LogMonitor {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String prefix;
    private final String origin;
    private final NoteVerifier key;

    LogMonitor(URI server, String origin, NoteVerifier key) {
        this.prefix = server + "/log/" + origin + "/";
        this.origin = origin;
        this.key = key;
    }

    /** Every size that was ever sealed, once all of them are proven to be one log that only grew. */
    List<Long> audit() {
        List<TreeHead> heads = heads();
        TreeHead newest = open(text(fetch("checkpoint").orElseThrow()));
        if (!heads.get(heads.size() - 1).equals(newest)) {
            throw new AssertionError("the list ends with " + heads.get(heads.size() - 1) + ", the newest is " + newest);
        }
        for (int i = 1; i < heads.size(); i++) {
            TreeHead before = heads.get(i - 1);
            TreeHead after = heads.get(i);
            TileReader reader = new TileReader(path -> fetch(path.path()), after);
            if (after.size() <= before.size()
                    || !reader.consistencyProof(before.size())
                            .verify(before, after)
                            .holds()) {
                throw new AssertionError(after + " does not extend " + before);
            }
        }
        readEveryEntry(newest);
        return heads.stream().map(TreeHead::size).toList();
    }

    private void readEveryEntry(TreeHead head) {
        TileReader reader = new TileReader(path -> fetch(path.path()), head);
        CompactRange range = CompactRange.empty();
        long lastOffset = -1;
        for (long bundle = 0; bundle * 256 < head.size(); bundle++) {
            EntryBundle entries = reader.entries(bundle);
            for (int i = 0; i < entries.size(); i++) {
                byte[] entry = entries.entry(i);
                long offset = ByteBuffer.wrap(entry).getLong(2);
                if (offset <= lastOffset) {
                    throw new AssertionError("offset " + offset + " after " + lastOffset);
                }
                lastOffset = offset;
                range.append(entry);
            }
        }
        Hash root = range.root();
        if (range.end() != head.size() || !root.equals(head.root())) {
            throw new AssertionError("the entries give " + range.end() + " leaves and root " + root + ", not " + head);
        }
    }

    private List<TreeHead> heads() {
        List<TreeHead> heads = new ArrayList<>();
        for (long from = 0; ; from = heads.get(heads.size() - 1).size() + 1) {
            JsonNode page = json(fetch("checkpoints?limit=3&from=" + from).orElseThrow());
            if (page.isEmpty()) {
                return heads;
            }
            page.forEach(head -> heads.add(open(head.get("note").asText())));
        }
    }

    private TreeHead open(String note) {
        if (Checkpoint.open(note, origin, List.of(key)) instanceof CheckpointCheck.Opened opened) {
            return opened.checkpoint().head();
        }
        throw new AssertionError("not signed by the log: " + note);
    }

    private Optional<byte[]> fetch(String resource) {
        try {
            HttpResponse<byte[]> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(prefix + resource)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException broken) {
            throw new AssertionError(prefix + resource, broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return JsonMapper.builder().build().readTree(bytes);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
