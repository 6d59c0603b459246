package io.tombolo.verification.stream;

/** The log's own entries, from a server that keeps them; the reader trusts none of them before they lead to a signed root. */
@FunctionalInterface
public interface LogEntries {

    /**
     * The entries of the leaves {@code [from, to)}, side by side: 50 bytes each.
     *
     * @throws LogUnavailableException when they cannot be had now, or not in their form
     */
    byte[] entries(long from, long to);
}
