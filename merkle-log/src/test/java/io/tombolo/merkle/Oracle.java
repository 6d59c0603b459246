package io.tombolo.merkle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The definitions of RFC 9162, section 2.1, written down once more, as naively as they read. */
public final class Oracle {
    private Oracle() {}

    public static byte[] entry(long index) {
        return ("entry " + index).getBytes(StandardCharsets.UTF_8);
    }

    public static List<byte[]> entries(int count) {
        List<byte[]> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry(i));
        }
        return entries;
    }

    public static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Hash leaf(byte[] entry) {
        return Hash.of(sha256(new byte[] {0}, entry));
    }

    public static Hash root(List<byte[]> d) {
        if (d.isEmpty()) {
            return Hash.of(sha256());
        }
        if (d.size() == 1) {
            return leaf(d.get(0));
        }
        int k = split(d.size());
        return Hash.of(sha256(
                new byte[] {1},
                root(d.subList(0, k)).toBytes(),
                root(d.subList(k, d.size())).toBytes()));
    }

    public static List<Hash> path(int m, List<byte[]> d) {
        if (d.size() == 1) {
            return List.of();
        }
        int k = split(d.size());
        List<byte[]> left = d.subList(0, k);
        List<byte[]> right = d.subList(k, d.size());
        return m < k ? plus(path(m, left), root(right)) : plus(path(m - k, right), root(left));
    }

    public static List<Hash> proof(int m, List<byte[]> d) {
        return subproof(m, d, true);
    }

    private static List<Hash> subproof(int m, List<byte[]> d, boolean whole) {
        if (m == d.size()) {
            return whole ? List.of() : List.of(root(d));
        }
        int k = split(d.size());
        List<byte[]> left = d.subList(0, k);
        List<byte[]> right = d.subList(k, d.size());
        return m <= k ? plus(subproof(m, left, whole), root(right)) : plus(subproof(m - k, right, false), root(left));
    }

    private static int split(int n) {
        return Integer.highestOneBit(n - 1);
    }

    private static List<Hash> plus(List<Hash> hashes, Hash last) {
        List<Hash> all = new ArrayList<>(hashes);
        all.add(last);
        return all;
    }
}
