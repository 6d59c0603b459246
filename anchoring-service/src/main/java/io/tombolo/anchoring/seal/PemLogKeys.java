package io.tombolo.anchoring.seal;

import io.tombolo.merkle.note.Ed25519Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One PEM file (PKCS#8, mode 600) per organisation in a folder, {@code <organisation>.pem}; a missing one is made. Beside it, once
 * the key has been replaced, {@code <organisation>.retired}: a line for each former key, {@code <until, ISO 8601> <public key, base64>}.
 */
public final class PemLogKeys implements LogKeys {
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");
    private static final Pattern PUBLIC_KEY = Pattern.compile("[A-Za-z0-9+/]{43}=");
    private static final String ENDING = ".pem";

    private final Path dir;
    private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();
    private final Map<String, List<LogKeys.Retired>> retired = new ConcurrentHashMap<>();

    public PemLogKeys(Path dir) {
        this.dir = dir;
    }

    @Override
    public KeyPair of(String organisation) {
        return keys.computeIfAbsent(organisation, this::open);
    }

    @Override
    public List<LogKeys.Retired> retired(String organisation) {
        return retired.computeIfAbsent(organisation, this::readRetired);
    }

    @Override
    public boolean has(String organisation) {
        return Files.exists(file(organisation));
    }

    /** Those that have a key in the folder, in alphabetical order. */
    public List<String> organisations() {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new LogKeys.LogKeyException("folder of log keys " + dir + " can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Replaces an organisation's key by a new one, permanently: the old private key is gone. Nobody may be signing with it meanwhile;
     * the instance that anchors for the organisation next registers it with the ledgers.
     *
     * @param at when the old key ends and the new one begins; cut to milliseconds
     * @throws LogKeys.LogKeyException when there is no key to replace, or the last one began later
     */
    public void rotate(String organisation, Instant at) {
        if (!Files.exists(file(organisation))) {
            throw new LogKeys.LogKeyException(
                    "organisation " + organisation + " has no log key in " + dir + ": there is none to replace", null);
        }
        replace(organisation, () -> publicKey(organisation), at.truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * As {@link #rotate}, of a key whose file is lost.
     *
     * @param lost the public half, as ledgers have it
     * @throws LogKeys.LogKeyException when the organisation's key is in the folder, or the last one began later
     */
    public void replaceLost(String organisation, String lost, Instant at) {
        if (Files.exists(file(organisation))) {
            throw new LogKeys.LogKeyException(
                    "log key of " + organisation + " is in " + dir + ": it is not lost", null);
        }
        if (!PUBLIC_KEY.matcher(lost).matches()) {
            throw new LogKeys.LogKeyException(
                    "public key '" + lost + "': must be 32 bytes in base64, as tombolo keys list --dataset shows it",
                    null);
        }
        replace(organisation, () -> lost, at.truncatedTo(ChronoUnit.MILLIS));
    }

    private void replace(String organisation, Supplier<String> formerKey, Instant until) {
        List<LogKeys.Retired> former = retired(organisation);
        Optional<Instant> began = former.stream().map(LogKeys.Retired::until).reduce((first, second) -> second);
        if (began.isPresent() && !until.isAfter(began.get())) {
            throw new LogKeys.LogKeyException(
                    "log key of " + organisation + " began at " + began.get() + ", it can't end at " + until, null);
        }
        List<LogKeys.Retired> now = new ArrayList<>(former);
        now.add(new LogKeys.Retired(formerKey.get(), until));
        try {
            // In this order, since a crash may come between: a key that is retired while its successor waits is
            // replaced at the next use.
            PemKeyFile.write(next(organisation), Ed25519Keys.generate());
            StringBuilder lines = new StringBuilder();
            now.forEach(key -> lines.append(key.until())
                    .append(' ')
                    .append(key.publicKey())
                    .append('\n'));
            PemKeyFile.replace(retiredFile(organisation), lines.toString());
            Files.move(next(organisation), file(organisation), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LogKeys.LogKeyException("log key " + file(organisation) + ": " + e.getMessage(), e);
        } finally {
            keys.remove(organisation);
            retired.remove(organisation);
        }
    }

    private KeyPair open(String organisation) {
        Path file = file(organisation);
        try {
            if (!Files.exists(file)) {
                PemKeyFile.writeFirst(file, Ed25519Keys.generate());
            }
            KeyPair pair = PemKeyFile.read(file);
            Optional<LogKeys.Retired> ended = readRetired(organisation).stream()
                    .filter(key -> key.publicKey().equals(LogKeys.publicKey(pair)))
                    .findFirst();
            if (ended.isEmpty()) {
                return pair;
            }
            if (!Files.exists(next(organisation))) {
                throw new LogKeys.LogKeyException(
                        "log key " + file + " was retired at " + ended.get().until()
                                + " and signs no more: put its successor back",
                        null);
            }
            Files.move(next(organisation), file, StandardCopyOption.ATOMIC_MOVE);
            return PemKeyFile.read(file);
        } catch (IOException e) {
            throw new LogKeys.LogKeyException("log key " + file + ": " + e.getMessage(), e);
        }
    }

    private List<LogKeys.Retired> readRetired(String organisation) {
        Path file = retiredFile(organisation);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<LogKeys.Retired> former = new ArrayList<>();
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                int space = line.indexOf(' ');
                former.add(new LogKeys.Retired(
                        line.substring(space + 1), Instant.parse(line.substring(0, Math.max(0, space)))));
            }
            return List.copyOf(former);
        } catch (IOException | DateTimeException e) {
            throw new LogKeys.LogKeyException("retired log keys " + file + ": " + e.getMessage(), e);
        }
    }

    private Path file(String organisation) {
        if (!DOMAIN.matcher(organisation).matches()) {
            throw new IllegalArgumentException("organisation '" + organisation + "': no lower-case domain");
        }
        return dir.resolve(organisation + ENDING);
    }

    private Path next(String organisation) {
        return file(organisation).resolveSibling(organisation + ENDING + ".next");
    }

    private Path retiredFile(String organisation) {
        return file(organisation).resolveSibling(organisation + ".retired");
    }

    /**
     * The key in one file.
     *
     * @throws LogKeys.LogKeyException when it is not an Ed25519 key in PKCS#8
     */
    public static KeyPair read(Path file) throws IOException {
        return PemKeyFile.read(file);
    }
}
