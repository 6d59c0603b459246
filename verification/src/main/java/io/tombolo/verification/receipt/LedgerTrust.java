package io.tombolo.verification.receipt;

import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One ledger as a policy trusts it.
 *
 * @param name the ledger's name as anchors carry it: {@code fabric:<channel>/<chaincode>}
 * @param members the members by membership service id, each with the certificates of its certificate authorities (roots, or
 *     intermediates that the policy trusts by themselves)
 * @param quorum how many different members must have signed, at least 1 and at most all of them
 * @param rules more about some of the members, by membership service id
 */
public record LedgerTrust(
        String name,
        String channel,
        String chaincode,
        SortedMap<String, List<X509Certificate>> members,
        int quorum,
        SortedMap<String, MemberRules> rules)
        implements AnchorTrust {

    public LedgerTrust {
        TreeMap<String, List<X509Certificate>> copy = new TreeMap<>();
        members.forEach((member, authorities) -> copy.put(member, List.copyOf(authorities)));
        members = Collections.unmodifiableSortedMap(copy);
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        if (quorum < 1 || quorum > members.size()) {
            throw new IllegalArgumentException(
                    "ledger " + name + ": quorum " + quorum + ", must be 1 to " + members.size() + " (its members)");
        }
        for (Map.Entry<String, MemberRules> rule : rules.entrySet()) {
            if (!members.containsKey(rule.getKey())) {
                throw new IllegalArgumentException(
                        "ledger " + name + ": rules about " + rule.getKey() + ", which is not a member");
            }
            requireOwn(name, rule.getKey(), members.getOrDefault(rule.getKey(), List.of()), rule.getValue());
        }
    }

    /** Without intermediates, revocations and required roles. */
    public LedgerTrust(
            String name,
            String channel,
            String chaincode,
            SortedMap<String, List<X509Certificate>> members,
            int quorum) {
        this(name, channel, chaincode, members, quorum, new TreeMap<>());
    }

    /** What the policy says of a member beyond its authorities. */
    public MemberRules rulesOf(String member) {
        return rules.getOrDefault(member, MemberRules.NONE);
    }

    /** Only vouchers of other kinds have an operator. */
    @Override
    public Optional<String> operator() {
        return Optional.empty();
    }

    @Override
    public boolean isRead(String kind) {
        return !kind.equals("witness") && !kind.equals("rfc3161") && !kind.equals("evm") && !kind.equals("fisco");
    }

    /**
     * Whether another one's word adds to this one's. That of the same chaincode on the same channel with a member in common does not; nor
     * does it if those who hold an authority on both are enough for the quorum of either, or if a member that runs the other one is enough.
     * Names that a policy gives to ledgers mean nothing here, and neither do the names of members of two consortia: they may be the same.
     */
    @Override
    public boolean isIndependentOf(AnchorTrust other) {
        Set<PublicKey> shared = new HashSet<>(authorities());
        shared.retainAll(other.authorities());
        if (!(other instanceof LedgerTrust ledger)) {
            Set<String> speaking = membersOf(shared);
            other.operator().filter(operator -> members.containsKey(operator)).ifPresent(speaking::add);
            return speaking.size() < quorum;
        }
        boolean same = channel.equals(ledger.channel) && chaincode.equals(ledger.chaincode);
        return !(same && (!shared.isEmpty() || !Collections.disjoint(members.keySet(), ledger.members.keySet())))
                && membersOf(shared).size() < quorum
                && ledger.membersOf(shared).size() < ledger.quorum;
    }

    @Override
    public Set<PublicKey> authorities() {
        return owners().keySet();
    }

    /** The keys of authorities, and whose they are. */
    private Map<PublicKey, Set<String>> owners() {
        Map<PublicKey, Set<String>> keys = new HashMap<>();
        members.forEach((member, roots) -> Stream.concat(roots.stream(), rulesOf(member).intermediates().stream())
                .forEach(authority -> keys.computeIfAbsent(authority.getPublicKey(), key -> new HashSet<>())
                        .add(member)));
        return keys;
    }

    private Set<String> membersOf(Set<PublicKey> shared) {
        Set<String> owning = new HashSet<>();
        owners().forEach((key, owners) -> owning.addAll(shared.contains(key) ? owners : Set.of()));
        return owning;
    }

    /** A list that somebody else signed would revoke nothing, and its author would not notice. */
    private static void requireOwn(String ledger, String member, List<X509Certificate> authorities, MemberRules rules) {
        for (X509CRL list : rules.revocations()) {
            if (Stream.concat(authorities.stream(), rules.intermediates().stream())
                    .noneMatch(authority -> Certificates.signed(authority, list))) {
                throw new IllegalArgumentException("ledger " + ledger + ": revocation list of " + member + " by "
                        + list.getIssuerX500Principal().getName() + " is signed by none of its authorities");
            }
        }
    }
}
