package io.tombolo.protect;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The owner's key encryption key: it wraps the keys of groups before they are kept. It is a Tink keyset in a file for one machine, or a key
 * in a key management service, by a URI that one of Tink's clients on the class path supports. Thread-safe.
 */
public final class KeyEncryption {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Aead aead;

    private KeyEncryption(Aead aead) {
        this.aead = aead;
    }

    /**
     * By what the operator states: a URI with {@code ://}, or the path of a keyset file.
     *
     * @throws KeyException when there is no such key
     */
    public static KeyEncryption of(String keyset) {
        return keyset.contains("://") ? service(keyset) : file(Path.of(keyset));
    }

    /**
     * Writes a new keyset of one AES-256-GCM key, mode 0600; a file that is there already stays as it is.
     *
     * @return whether it was written
     * @throws KeyException when it can't be written
     */
    public static boolean create(Path file) {
        try {
            KeysetHandle handle = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get());
            String json = TinkJsonProtoKeysetFormat.serializeKeyset(
                    handle, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
            // Whole or not at all: half a keyset after a crash would lose nothing yet, but would stop every start.
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path whole = Files.createTempFile(folder, ".keyset", "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try {
                Files.writeString(whole, json, StandardOpenOption.DSYNC);
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

    private static KeyEncryption file(Path file) {
        try {
            requireOwnerOnly("keyset " + file, file);
            KeysetHandle handle = TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), AeadConfig2026.get(), InsecureSecretKeyAccess.get());
            return new KeyEncryption(handle.getPrimitive(AeadConfig2026.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            // What the parser says may show a part of the keyset.
            throw new KeyException("keyset " + file + ": is not a keyset of Tink for AEAD");
        } catch (IOException e) {
            throw new KeyException("keyset " + file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** A file that holds keys. */
    static void requireOwnerOnly(String name, Path file) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(mode)) {
                throw new KeyException(name + ": mode " + PosixFilePermissions.toString(mode) + ", must be "
                        + PosixFilePermissions.toString(OWNER_ONLY) + " (chmod 600)");
            }
        } catch (IOException e) {
            throw new KeyException(name + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static KeyEncryption service(String uri) {
        for (KmsClient client : ServiceLoader.load(KmsClient.class)) {
            if (client.doesSupport(uri)) {
                try {
                    return new KeyEncryption(client.withDefaultCredentials().getAead(uri));
                } catch (GeneralSecurityException e) {
                    throw new KeyException("key " + uri + ": " + e.getMessage(), e);
                }
            }
        }
        throw new KeyException("key " + uri + ": no client of Tink on the class path supports this URI");
    }

    /** Wraps the keys of one dataset's group; they unwrap as that group's only. */
    public byte[] wrap(DatasetId dataset, String group, GroupKeys keys) {
        try {
            return aead.encrypt(keys.toBytes(), context(dataset, group));
        } catch (GeneralSecurityException e) {
            throw new KeyException(
                    "keys of " + dataset + ", group " + group + ": can't be wrapped: " + e.getMessage(), e);
        }
    }

    /**
     * Unwraps what {@link #wrap} made.
     *
     * @throws KeyException when it was wrapped by another key, for another group, or altered
     */
    public GroupKeys unwrap(DatasetId dataset, String group, byte[] wrapped) {
        try {
            return GroupKeys.read(aead.decrypt(wrapped, context(dataset, group)));
        } catch (GeneralSecurityException e) {
            throw new KeyException(
                    "keys of " + dataset + ", group " + group + ": this key encryption key does not unwrap them", e);
        }
    }

    private static byte[] context(DatasetId dataset, String group) {
        return ("tombolo-keys/1\0" + dataset + "\0" + group).getBytes(StandardCharsets.UTF_8);
    }
}
