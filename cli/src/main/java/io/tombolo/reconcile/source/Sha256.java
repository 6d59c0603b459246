package io.tombolo.reconcile.source;

import io.tombolo.merkle.Hash;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 of whole values, with one digest for each thread. */
final class Sha256 {
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Hash::sha256);
    private static final HexFormat HEX = HexFormat.of();

    private Sha256() {}

    /** 32 bytes. */
    static byte[] of(byte[] bytes) {
        return DIGEST.get().digest(bytes);
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(of(bytes));
    }
}
