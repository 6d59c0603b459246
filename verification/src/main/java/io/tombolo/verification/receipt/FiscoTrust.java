package io.tombolo.verification.receipt;

import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A contract on a FISCO BCOS chain as a policy trusts it: a block counts when a quorum of PBFT of the nodes that the policy names have
 * sealed it. Each node has the weight 1.
 *
 * @param name {@code fisco:<chain id>/<group id>/<contract's address, 0x and 40 lower-case hex digits>}
 * @param cryptography the profile of the chain
 * @param members by name, each with the ids of its sealing nodes: 128 lower-case hex digits, the public key's coordinates; at least one
 * @param operator who runs the chain; empty when the policy does not say
 */
public record FiscoTrust(
        String name, Cryptography cryptography, SortedMap<String, List<String>> members, Optional<String> operator)
        implements AnchorTrust {
    /** What the name of a contract on a FISCO BCOS chain begins with. */
    public static final String PREFIX = "fisco:";

    private static final Pattern NAME =
            Pattern.compile("fisco:([A-Za-z0-9_-]{1,32})/([A-Za-z0-9_-]{1,32})/(0x[0-9a-f]{40})");
    private static final Pattern NODE = Pattern.compile("[0-9a-f]{128}");

    /** The profiles of a chain. */
    public enum Cryptography {
        /** ECDSA on secp256k1 and Keccak-256. */
        STANDARD,
        /** SM2 and SM3 (GB/T 32918, GB/T 32905). */
        NATIONAL
    }

    public FiscoTrust {
        TreeMap<String, List<String>> copy = new TreeMap<>();
        members.forEach((member, nodes) -> copy.put(member, List.copyOf(nodes)));
        members = Collections.unmodifiableSortedMap(copy);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("ledger " + name + ": its name must be " + PREFIX
                    + "<chain id>/<group id>/0x<40 lower-case hex digits>, the contract's address");
        }
        if (members.isEmpty()) {
            throw new IllegalArgumentException("ledger " + name + ": no member, at least 1");
        }
        Set<String> seen = new HashSet<>();
        for (String member : members.keySet()) {
            List<String> nodes = members.getOrDefault(member, List.of());
            if (nodes.isEmpty()) {
                throw new IllegalArgumentException("ledger " + name + ": member " + member + " has no key, at least 1");
            }
            for (String node : nodes) {
                if (!NODE.matcher(node).matches() || !seen.add(node)) {
                    throw new IllegalArgumentException(
                            "ledger " + name + ": node " + node + " twice, or not 128 lower-case hex digits");
                }
            }
        }
    }

    public String chainId() {
        return part(1);
    }

    public String groupId() {
        return part(2);
    }

    /** The contract's address, 0x and 40 lower-case hex digits. */
    public String contract() {
        return part(3);
    }

    /** How many nodes must have signed a block: all without the third, rounded down, that PBFT lets fail. */
    public int quorum() {
        int nodes = authorities().size();
        return nodes - (nodes - 1) / 3;
    }

    /** The member whose node this is; empty for a node that the policy does not name. */
    public Optional<String> memberOf(byte[] node) {
        String hex = HexFormat.of().formatHex(node);
        return members.entrySet().stream()
                .filter(member -> member.getValue().contains(hex))
                .map(member -> member.getKey())
                .findFirst();
    }

    @Override
    public boolean isRead(String kind) {
        return kind.equals("fisco");
    }

    /** A node in both, one chain or one operator makes them dependent; so does a member whose nodes are a quorum by themselves. */
    @Override
    public boolean isIndependentOf(AnchorTrust other) {
        if (other instanceof LedgerTrust) {
            return other.isIndependentOf(this);
        }
        boolean sameChain = other instanceof FiscoTrust chain && chain.chainId().equals(chainId());
        boolean oneOperator = other.operator().filter(this::isRunBy).isPresent();
        boolean runsOther = operator.filter(name -> isRunBy(other, name)).isPresent();
        return !sameChain && !oneOperator && !runsOther && Collections.disjoint(authorities(), other.authorities());
    }

    private static boolean isRunBy(AnchorTrust other, String name) {
        if (other instanceof FiscoTrust chain) {
            return chain.isRunBy(name);
        }
        return other instanceof EvmTrust evm
                && evm.quorum() == 1
                && evm.members().containsKey(name);
    }

    private boolean isRunBy(String name) {
        return operator.filter(name::equals).isPresent()
                || members.getOrDefault(name, List.of()).size() >= quorum();
    }

    @Override
    public Set<?> authorities() {
        Set<String> nodes = new HashSet<>();
        members.values().forEach(nodes::addAll);
        return nodes;
    }

    private String part(int group) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalStateException(name);
        }
        return parts.group(group);
    }
}
