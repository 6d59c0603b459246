package io.tombolo.protect;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * The owner's key encryption key: it wraps the keys of groups before they are kept. It is a Tink keyset in a file for one machine, or a key
 * in a key management service, by a URI that one of Tink's clients on the class path supports. Thread-safe.
 */
public final class KeyEncryption {

    private static final String UNFINISHED = ".keyset";

    private final List<Supplier<List<Aead>>> keysets;

    private KeyEncryption(List<Supplier<List<Aead>>> keysets) {
        this.keysets = keysets;
    }

    /**
     * By what the operator states: a URI with {@code ://}, or the path of a keyset file; or several of them with commas between, of which the first
     * wraps, and the others only unwrap what they wrapped before. A file is read again at each use.
     *
     * @throws KeyException when there is no such key
     */
    public static KeyEncryption of(String keysets) {
        List<Supplier<List<Aead>>> all = new ArrayList<>();
        for (String keyset : keysets.split(",", -1)) {
            all.add(keyset.contains("://") ? service(keyset.strip()) : file(Path.of(keyset.strip())));
        }
        return new KeyEncryption(List.copyOf(all));
    }

    /**
     * Writes a new keyset of one AES-256-GCM key, mode 0600; a file that is there already stays as it is.
     *
     * @return whether it was written
     * @throws KeyException when it can't be written
     */
    public static boolean create(Path file) {
        try {
            Files.createDirectories(folder(file));
            Path whole =
                    written(file, KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get()));
            try {
                Files.createLink(file, whole);
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.delete(whole);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes keysets of AES-256-GCM", e);
        } catch (IOException e) {
            throw new KeyException("keyset " + file + ": can't be written: " + e.getMessage(), e);
        }
    }

    /** Whole or not at all: half a keyset after a crash would lose nothing yet, but would stop every start. */
    private static Path written(Path file, KeysetHandle handle) throws IOException, GeneralSecurityException {
        String json =
                TinkJsonProtoKeysetFormat.serializeKeyset(handle, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
        Path whole = Files.createTempFile(
                folder(file), UNFINISHED, "", PosixFilePermissions.asFileAttribute(OwnerOnly.MODE));
        Files.writeString(whole, json, StandardOpenOption.DSYNC);
        return whole;
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
    }

    /**
     * Adds a new key to a keyset, which wraps from now on. A keyset that has more than one stays as it is: what its older keys wrapped is to be
     * wrapped again, and they removed, before it gets another.
     *
     * @return whether one was added
     * @throws KeyException when the file can't be read or written
     */
    public static boolean addKey(Path file) {
        KeysetHandle handle = keyset(file);
        if (handle.size() > 1) {
            return false;
        }
        replace(
                file,
                KeysetHandle.newBuilder(handle)
                        .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                                .withRandomId()
                                .makePrimary()));
        return true;
    }

    /**
     * Removes all keys of a keyset but the one that wraps.
     *
     * @return how many were removed
     * @throws KeyException when the file can't be read or written
     */
    public static int removeOldKeys(Path file) {
        KeysetHandle handle = keyset(file);
        if (handle.size() > 1) {
            replace(file, primary(handle));
        }
        removeUnfinished(file);
        return handle.size() - 1;
    }

    /** What a process that was killed left beside it: it has the keys that are to be gone. */
    private static void removeUnfinished(Path file) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder(file), UNFINISHED + "*")) {
            for (Path one : left) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new KeyException(
                    "keyset " + file + ": unfinished files beside it can't be removed: " + e.getMessage(), e);
        }
    }

    private static KeysetHandle.Builder primary(KeysetHandle handle) {
        KeysetHandle.Entry entry = handle.getPrimary();
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(entry.getKey()).makePrimary().withFixedId(entry.getId()));
    }

    private static void replace(Path file, KeysetHandle.Builder keys) {
        try {
            Files.move(
                    written(file, keys.setConfiguration(AeadConfig2026.get()).build()),
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes keysets of AES-256-GCM", e);
        } catch (IOException e) {
            throw new KeyException("keyset " + file + ": can't be written: " + e.getMessage(), e);
        }
    }

    private static Supplier<List<Aead>> file(Path file) {
        Supplier<List<Aead>> keys = () -> {
            KeysetHandle handle = keyset(file);
            try {
                return List.of(
                        primary(handle)
                                .setConfiguration(AeadConfig2026.get())
                                .build()
                                .getPrimitive(AeadConfig2026.get(), Aead.class),
                        handle.getPrimitive(AeadConfig2026.get(), Aead.class));
            } catch (GeneralSecurityException e) {
                throw new KeyException("keyset " + file + ": is not a keyset of Tink for AEAD");
            }
        };
        List<Aead> unused = keys.get();
        return keys;
    }

    private static KeysetHandle keyset(Path file) {
        try {
            OwnerOnly.require("keyset " + file, file);
            return TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), AeadConfig2026.get(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            // What the parser says may show a part of the keyset.
            throw new KeyException("keyset " + file + ": is not a keyset of Tink for AEAD");
        } catch (IOException e) {
            throw new KeyException("keyset " + file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static Supplier<List<Aead>> service(String uri) {
        for (KmsClient client : ServiceLoader.load(KmsClient.class)) {
            if (client.doesSupport(uri)) {
                try {
                    // A service encrypts a few kB at most: it wraps a key of each record's own.
                    List<Aead> keys = List.of(KmsEnvelopeAead.create(
                            PredefinedAeadParameters.AES256_GCM,
                            client.withDefaultCredentials().getAead(uri)));
                    return () -> keys;
                } catch (GeneralSecurityException e) {
                    throw new KeyException("key " + uri + ": " + e.getMessage(), e);
                }
            }
        }
        throw new KeyException("key " + uri + ": no client of Tink on the class path supports this URI");
    }

    /** Wraps the keys of one dataset's group, without their branches; they unwrap as that group's only. */
    public byte[] wrap(DatasetId dataset, String group, GroupKeys keys) {
        try {
            return keysets.get(0).get().get(0).encrypt(keys.toBytes(), context(dataset, group));
        } catch (GeneralSecurityException e) {
            throw new KeyException(
                    "keys of " + dataset + ", group " + group + ": can't be wrapped: " + e.getMessage(), e);
        }
    }

    /**
     * Unwraps what {@link #wrap} made.
     *
     * @param branches of the keys, as they have them
     * @throws KeyException when it was wrapped by another key, for another group, or altered
     */
    public GroupKeys unwrap(DatasetId dataset, String group, byte[] wrapped, Map<String, byte[]> branches) {
        GeneralSecurityException last = new GeneralSecurityException("no key");
        for (Supplier<List<Aead>> keyset : keysets) {
            for (Aead key : keyset.get()) {
                try {
                    return GroupKeys.read(key.decrypt(wrapped, context(dataset, group)), branches);
                } catch (GeneralSecurityException e) {
                    last = e;
                }
            }
        }
        throw new KeyException(
                "keys of " + dataset + ", group " + group + ": this key encryption key does not unwrap them", last);
    }

    /** Whether the key that wraps now wrapped it, and no older one is needed. */
    public boolean isCurrent(DatasetId dataset, String group, byte[] wrapped) {
        try {
            keysets.get(0).get().get(0).decrypt(wrapped, context(dataset, group));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] context(DatasetId dataset, String group) {
        return ("tombolo-keys/1\0" + dataset + "\0" + group).getBytes(StandardCharsets.UTF_8);
    }
}
