package io.tombolo.provenance.search;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.LastHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What a record's key is searched by: SHA-256 of {@code tombolo-key/1}, a zero byte, the dataset, a zero byte, and the key's bytes without the
 * registry's frame. It hides a key no better than the key can be guessed.
 */
public final class KeyHash {
    private static final byte[] DOMAIN = "tombolo-key/1\0".getBytes(StandardCharsets.UTF_8);

    private KeyHash() {}

    /** Of a record's key as Kafka has it. */
    public static Hash of(DatasetId dataset, byte[] key, LastHeaders headers) {
        int frame = headers.value(Frame.KEY_HEADER) == null ? Frame.length(key) : 0;
        MessageDigest sha256 = begin(dataset);
        sha256.update(key, frame, key.length - frame);
        return Hash.of(sha256.digest());
    }

    /** Of a key's bytes without a frame. */
    public static Hash of(DatasetId dataset, byte[] body) {
        return Hash.of(begin(dataset).digest(body));
    }

    private static MessageDigest begin(DatasetId dataset) {
        MessageDigest sha256 = Hash.sha256();
        sha256.update(DOMAIN);
        sha256.update((dataset + "\0").getBytes(StandardCharsets.UTF_8));
        return sha256;
    }
}
