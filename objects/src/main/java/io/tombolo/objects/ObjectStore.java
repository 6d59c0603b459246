package io.tombolo.objects;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Objects that are put once under their name and never change. For any thread; all of it may wait for the store, but not without end,
 * and throws {@link ObjectStoreException} when the store does not do it, or does not answer.
 */
public interface ObjectStore extends AutoCloseable {
    /** What {@link #put} found. */
    enum Put {
        /** It was not there, and is durable now. */
        STORED,
        /** It was there with the same bytes. */
        SAME,
        /** It is there with other bytes, which were not changed. */
        OTHER
    }

    /**
     * Stores an object unless its name is taken.
     *
     * @param name segments of letters, digits and {@code . _ ~ + @ % -}, with slashes between them
     * @throws ObjectStoreException when the store does not do it; then nobody knows whether it did
     */
    Put put(String name, byte[] bytes);

    /**
     * The object, if the name is taken.
     *
     * @throws ObjectStoreException when the store does not answer
     */
    Optional<byte[]> get(String name);

    /** Names of the objects below a folder, sorted. */
    List<String> names(String folder);

    /**
     * Stores an object that need not fit into memory, in place of one that has its name: for names that are made of the content. It
     * appears whole or not at all.
     *
     * @param size in bytes
     * @param content opened again for each attempt, and closed
     */
    void write(String name, long size, Supplier<InputStream> content);

    /** Opens an object that need not fit into memory, if the name is taken. */
    Optional<InputStream> open(String name);

    /** Removes an object, if the name is taken. */
    void delete(String name);

    /** In which way others than the owner can read an object that is there, for a message; empty when they can't. */
    Optional<String> openTo(String name);

    @Override
    void close();

    /**
     * Opens a store, without asking it anything.
     *
     * @param at a folder, or {@code s3://BUCKET/PREFIX}, with {@code ?endpoint=URL&region=NAME} where it is not AWS's
     * @throws IllegalArgumentException when it is neither, or the S3 client is not on the class path
     */
    static ObjectStore at(String at) {
        return Stores.open(at, Patience.STANDARD);
    }

    /** As {@link #at}, for a process in which nobody waits: a server may be silent for a minute. */
    static ObjectStore patient(String at) {
        return Stores.open(at, Patience.LONG);
    }
}
