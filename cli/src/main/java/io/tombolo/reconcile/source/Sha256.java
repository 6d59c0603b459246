package io.tombolo.reconcile.source;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every Java has. */
public final class Sha256 {
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::start);
    private static final HexFormat HEX = HexFormat.of();

    private Sha256() {}

    /** A digest of the caller's own. */
    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** 32 bytes. */
    public static byte[] of(byte[] bytes) {
        return DIGEST.get().digest(bytes);
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(of(bytes));
    }
}
