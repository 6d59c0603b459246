package io.tombolo.verification.receipt;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One ledger as a policy trusts it.
 *
 * @param name the ledger's name as anchors carry it: {@code fabric:<channel>/<chaincode>}
 * @param members the members by membership service id, each with the certificates of its certificate authorities (roots, or
 *     intermediates that the policy names itself)
 * @param quorum how many different members must have signed, at least 1 and at most all of them
 */
public record LedgerTrust(
        String name, String channel, String chaincode, SortedMap<String, List<X509Certificate>> members, int quorum) {

    public LedgerTrust {
        TreeMap<String, List<X509Certificate>> copy = new TreeMap<>();
        members.forEach((member, authorities) -> copy.put(member, List.copyOf(authorities)));
        members = Collections.unmodifiableSortedMap(copy);
        if (quorum < 1 || quorum > members.size()) {
            throw new IllegalArgumentException(
                    "ledger " + name + ": quorum " + quorum + ", must be 1 to " + members.size() + " (its members)");
        }
    }
}
