package io.tombolo.provenance.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The anchors of one log, on each ledger in growing size. One writer; readers see what was published. */
final class AnchorFiles implements AutoCloseable {
    private final Path folder;
    private final Map<String, SizedRecords> files = new TreeMap<>();
    private volatile Map<String, SizedRecords> readable = Map.of();

    private AnchorFiles(Path folder) {
        this.folder = folder;
    }

    static AnchorFiles open(Path folder, Map<String, SizedRecords.Mark> marks) {
        AnchorFiles anchors = new AnchorFiles(folder);
        marks.forEach((ledger, at) -> anchors.files.put(ledger, anchors.open(ledger, at)));
        return anchors;
    }

    /** A ledger's name comes from outside: hex can't leave the folder. */
    private SizedRecords open(String ledger, SizedRecords.Mark mark) {
        String name = HexFormat.of().formatHex(ledger.getBytes(StandardCharsets.UTF_8));
        return SizedRecords.open(folder, "anchors-" + name, mark);
    }

    /** Appends an anchor unless its ledger has one of that size or a greater one. */
    void add(HeldAnchor anchor) {
        SizedRecords onLedger = files.computeIfAbsent(anchor.ledger(), name -> open(name, SizedRecords.Mark.NONE));
        if (anchor.size() > onLedger.newestSize()) {
            onLedger.append(anchor.size(), StoredJson.write(anchor).getBytes(StandardCharsets.UTF_8));
        }
    }

    Map<String, SizedRecords.Mark> marks() {
        Map<String, SizedRecords.Mark> marks = new HashMap<>();
        files.forEach((ledger, records) -> marks.put(ledger, records.mark()));
        return marks;
    }

    /** Shows readers all that was added; how many there are of each ledger, and the newest. */
    Map<String, LogView.Anchors> publish() {
        Map<String, LogView.Anchors> newest = new TreeMap<>();
        files.forEach((ledger, records) -> {
            if (records.count() > 0) {
                HeldAnchor last = StoredJson.read(records.at(records.count() - 1), HeldAnchor.class);
                newest.put(ledger, new LogView.Anchors(records.count(), last));
            }
        });
        readable = Map.copyOf(files);
        return newest;
    }

    Optional<SizedRecords> of(String ledger) {
        return Optional.ofNullable(readable.get(ledger));
    }

    void force() {
        files.values().forEach(SizedRecords::force);
    }

    @Override
    public void close() {
        files.values().forEach(SizedRecords::close);
    }
}
