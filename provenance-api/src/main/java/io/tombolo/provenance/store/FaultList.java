package io.tombolo.provenance.store;

import io.tombolo.schemas.Origin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was refused of one log, in the order of its discovery: a line of JSON each. Writer only. */
final class FaultList implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultList.class);
    private static final int KEPT = 100;

    private final Origin origin;
    private final AppendFile file;
    private final List<LogView.Fault> faults = new ArrayList<>();

    private FaultList(Origin origin, AppendFile file) {
        this.origin = origin;
        this.file = file;
    }

    static FaultList open(Origin origin, Path folder, long committedLength) {
        return new FaultList(origin, AppendFile.whenNeeded(folder.resolve("faults"), committedLength));
    }

    void load() {
        String lines = new String(file.read(0, (int) file.length()), StandardCharsets.UTF_8);
        lines.lines()
                .forEach(line ->
                        faults.add(StoredJson.read(line.getBytes(StandardCharsets.UTF_8), LogView.Fault.class)));
    }

    /** The first hundred are kept, and a repeated one once. */
    void add(LogView.Fault fault) {
        boolean known = faults.stream()
                .anyMatch(f -> f.kind() == fault.kind()
                        && f.size() == fault.size()
                        && f.note().equals(fault.note()));
        if (known || faults.size() >= KEPT) {
            return;
        }
        faults.add(fault);
        LOG.atError()
                .addKeyValue("origin", origin)
                .addKeyValue("kind", fault.kind())
                .addKeyValue("reason", fault.message())
                .log("A log contradicts itself: what came is not served");
        file.append((StoredJson.write(fault) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    List<LogView.Fault> all() {
        return faults;
    }

    long length() {
        return file.length();
    }

    void force() {
        file.force();
    }

    @Override
    public void close() {
        file.close();
    }
}
