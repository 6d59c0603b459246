package io.tombolo.witness;

import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.text.StrictText;
import io.tombolo.schemas.Origin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which logs a witness cosigns, and with which keys their checkpoints may be signed. */
final class KnownLogs {
    /** Type and key, as behind the second plus of a vkey. */
    private static final int KEY_LENGTH = 33;

    private final Map<String, List<NoteVerifier>> logs;
    private final Map<String, List<byte[]>> organisations;

    /**
     * Reads the keys.
     *
     * @param logs vkeys by origin
     * @param organisations log keys by organisation, in base64 with their type
     * @throws ConfigException naming the key that is not one
     */
    KnownLogs(Map<String, List<String>> logs, Map<String, List<String>> organisations) {
        this.logs = read("logs", logs, NoteVerifier::parse);
        this.organisations = read("organisations", organisations, KnownLogs::rawKey);
    }

    /** Empty for a log that is not known. */
    List<NoteVerifier> keys(String origin) {
        List<NoteVerifier> named = logs.get(origin);
        return named != null
                ? named
                : organisation(origin)
                        .map(organisation -> organisations.getOrDefault(organisation, List.of()).stream()
                                .map(key -> NoteVerifier.ed25519(origin, key))
                                .toList())
                        .orElse(List.of());
    }

    /** The organisation by which a log is known; empty if it is known by its own name or not at all. */
    Optional<String> organisation(String origin) {
        return logs.containsKey(origin)
                ? Optional.empty()
                : Origin.parse(origin).map(Origin::organisation).filter(organisations::containsKey);
    }

    private static byte[] rawKey(String base64) {
        byte[] key = StrictText.base64(base64, "log key " + StrictText.shown(base64));
        if (key.length != KEY_LENGTH || key[0] != 1) {
            throw new MalformedException("log key " + StrictText.shown(base64) + ": must be the base64 of " + KEY_LENGTH
                    + " bytes, the first of them 1, as in the log_keys of a policy");
        }
        byte[] raw = Arrays.copyOfRange(key, 1, KEY_LENGTH);
        NoteVerifier.ed25519("probe", raw);
        return raw;
    }

    private static <T> Map<String, List<T>> read(
            String what, Map<String, List<String>> texts, Function<String, T> reader) {
        return texts.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> {
            String place = what + "." + entry.getKey();
            if (entry.getValue().isEmpty()) {
                throw new ConfigException(place + ": no key, must be at least one");
            }
            try {
                return entry.getValue().stream().map(reader).toList();
            } catch (MalformedException e) {
                throw new ConfigException(place + ": " + e.getMessage(), e);
            }
        }));
    }
}
