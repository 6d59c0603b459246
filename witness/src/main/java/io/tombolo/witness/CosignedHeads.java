package io.tombolo.witness;

import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.text.StrictText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The newest cosigned checkpoint of each log, in a folder that one process uses at a time.
 *
 * <p>{@code logs} names the witness's vkey and each origin; {@code <SHA-256 of the origin>.checkpoint} has the checkpoint with the
 * log's signatures and the cosignature. The list is what shows that such a file is gone: without it, its log would begin at 0 again.
 */
final class CosignedHeads implements Witness.Memory, AutoCloseable {
    private static final String ENDING = ".checkpoint";

    private final Path folder;
    private final String vkey;
    private final FileChannel lock;
    private final Map<String, TreeHead> heads = new ConcurrentHashMap<>();
    private final Object[] steps = Stream.generate(Object::new).limit(64).toArray();
    /** Logs, by hash, whose file may be the one before or after a step that failed. */
    private final Set<String> unsure = ConcurrentHashMap.newKeySet();

    private Instant newestTime = Instant.EPOCH;
    private volatile String failure = "";

    private CosignedHeads(Path folder, String vkey, FileChannel lock) {
        this.folder = folder;
        this.vkey = vkey;
        this.lock = lock;
    }

    /** The state can't be written; nothing was cosigned. */
    static final class NotWrittenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotWrittenException(String message, IOException cause) {
            super(message, cause);
        }
    }

    static boolean exists(Path folder) {
        return Files.exists(list(folder).file());
    }

    /** Makes the folder of a witness that has not cosigned anything yet. */
    static void init(Path folder, String vkey) throws IOException {
        Files.createDirectories(folder);
        list(folder).replace(vkey + "\n");
    }

    /**
     * Takes the folder and reads all of it.
     *
     * @throws ConfigException naming the file that is missing, damaged or of another witness
     */
    static CosignedHeads open(Path folder, String vkey) {
        if (!exists(folder)) {
            throw new ConfigException(
                    "stateDir: " + list(folder).file() + " does not exist. A new witness makes it with --init;"
                            + " if this witness has cosigned before, restore the folder, or replace the key");
        }
        try {
            CosignedHeads heads = new CosignedHeads(folder, vkey, lock(folder));
            try {
                heads.readAll();
                return heads;
            } catch (IOException | RuntimeException e) {
                heads.close();
                throw e;
            }
        } catch (IOException | MalformedException e) {
            throw new ConfigException("stateDir: " + folder + " can't be used: " + e.getMessage(), e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // By this same JVM.
        }
        channel.close();
        throw new ConfigException("stateDir: " + folder + " is in use by another witness; stop that one first");
    }

    private void readAll() throws IOException {
        List<String> listed = list(folder).read().lines().toList();
        if (listed.isEmpty() || !listed.get(0).equals(vkey)) {
            throw new ConfigException("stateDir: " + folder + " belongs to the witness "
                    + (listed.isEmpty() ? "" : listed.get(0)) + ", the key is of " + vkey);
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(ENDING)).toList()) {
                read(file);
            }
        }
        for (String origin : listed.subList(1, listed.size())) {
            if (!heads.containsKey(origin)) {
                throw new ConfigException("stateDir: " + file(hash(origin)).file()
                        + " is missing, the checkpoint of log " + StrictText.shown(origin));
            }
        }
    }

    private void read(Path file) throws IOException {
        SignedNote note = SignedNote.parse(new CheckedFile(file).read());
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        if (!file.getFileName().toString().equals(hash(checkpoint.origin()) + ENDING)) {
            throw new ConfigException("stateDir: " + file + " is the checkpoint of another log, "
                    + StrictText.shown(checkpoint.origin()));
        }
        heads.put(checkpoint.origin(), checkpoint.head());
        NoteSignature cosignature = note.signatures().get(note.signatures().size() - 1);
        Instant time = Cosignature.time(cosignature);
        newestTime = time.isAfter(newestTime) ? time : newestTime;
    }

    @Override
    public Witness.Answer next(String origin, Function<Optional<TreeHead>, Witness.Answer> step) {
        String hash = hash(origin);
        synchronized (lockOf(hash)) {
            settle(origin, hash);
            Witness.Answer answer = step.apply(Optional.ofNullable(heads.get(origin)));
            if (answer instanceof Witness.Answer.Cosigned cosigned) {
                String note = cosigned.signed().with(cosigned.cosignature()).format();
                keep(origin, hash, note, cosigned.checkpoint().head());
            }
            return answer;
        }
    }

    private Object lockOf(String hash) {
        return steps[Math.floorMod(hash.hashCode(), steps.length)];
    }

    private void keep(String origin, String hash, String note, TreeHead head) {
        try {
            file(hash).replace(note);
            if (heads.containsKey(origin)) {
                heads.put(origin, head);
            } else {
                add(origin, head);
            }
            failure = "";
        } catch (IOException e) {
            unsure.add(hash);
            failure = "state of log " + StrictText.shown(origin) + " can't be written to " + folder + ": " + e;
            throw new NotWrittenException(failure, e);
        }
    }

    /** What is in the file after a step that failed is kept as if the step had not: nobody knows who has seen it. */
    private void settle(String origin, String hash) {
        if (!unsure.contains(hash)) {
            return;
        }
        CheckedFile file = file(hash);
        try {
            if (Files.exists(file.file())) {
                String kept = file.read();
                TreeHead head = Checkpoint.parse(SignedNote.parse(kept).text()).head();
                if (!head.equals(heads.get(origin))) {
                    keep(origin, hash, kept, head);
                }
            }
        } catch (IOException e) {
            failure = file.file() + " can't be read: " + e;
            throw new NotWrittenException(failure, e);
        }
        unsure.remove(hash);
    }

    /** After the checkpoint's own file: a process that ends in between leaves one that is not listed, which is taken as well. */
    private synchronized void add(String origin, TreeHead head) throws IOException {
        TreeSet<String> origins = new TreeSet<>(heads.keySet());
        origins.add(origin);
        writeList(origins);
        heads.put(origin, head);
    }

    private synchronized void writeList(Set<String> origins) throws IOException {
        StringBuilder lines = new StringBuilder(vkey).append('\n');
        origins.forEach(origin -> lines.append(origin).append('\n'));
        list(folder).replace(lines.toString());
    }

    boolean knows(String origin) {
        return heads.containsKey(origin);
    }

    /** How many logs have an origin that begins so. */
    long count(String prefix) {
        return heads.keySet().stream()
                .filter(origin -> origin.startsWith(prefix))
                .count();
    }

    /** The time of the newest cosignature when the folder was opened, 1970 for none. */
    Instant newestTime() {
        return newestTime;
    }

    /** Why nothing can be written, tried again if it could not before; empty if it can. */
    String checkWritten() {
        if (!failure.isEmpty()) {
            try {
                writeList(heads.keySet());
                failure = "";
            } catch (IOException e) {
                failure = folder + " can't be written: " + e;
            }
        }
        return failure;
    }

    /**
     * The cosigned checkpoint of a log.
     *
     * @param hash of its origin, 64 lower-case hex digits
     */
    Optional<String> checkpoint(String hash) throws IOException {
        CheckedFile file = file(hash);
        // Not before it is on disk for certain: what is shown must never be forgotten.
        synchronized (lockOf(hash)) {
            return !unsure.contains(hash) && Files.exists(file.file()) ? Optional.of(file.read()) : Optional.empty();
        }
    }

    private static CheckedFile list(Path folder) {
        return new CheckedFile(folder.resolve("logs"));
    }

    private CheckedFile file(String hash) {
        return new CheckedFile(folder.resolve(hash + ENDING));
    }

    private static String hash(String origin) {
        return HexFormat.of().formatHex(Hash.sha256().digest(StrictText.utf8(origin)));
    }

    /** Gives the folder back. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }
}
