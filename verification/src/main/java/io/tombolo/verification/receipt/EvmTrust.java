package io.tombolo.verification.receipt;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteVerifier;
import java.util.Base64;
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
 * A contract on an EVM chain as a policy trusts it: a quorum of members sign the hashes of blocks that they hold for final, or seal them as
 * validators of QBFT, and what the contract holds in such a block counts.
 *
 * @param name {@code evm:<chain id>/<contract's address, 0x and 40 lower-case hex digits>}
 * @param code Keccak-256 of the contract's code
 * @param members by name, each with its keys, at least one: in text form (C2SP vkey, type 1: Ed25519), or the address of a validator, 0x and
 *     40 lower-case hex digits
 * @param quorum how many different members must have signed or sealed, at least 1 and at most all of them; where there are validators, at
 *     least two thirds, as fewer could seal two blocks of one number
 * @param operator who runs the chain; empty when the policy does not say
 */
public record EvmTrust(
        String name, Hash code, SortedMap<String, List<String>> members, int quorum, Optional<String> operator)
        implements AnchorTrust {
    /** What the name of a contract on an EVM chain begins with. */
    public static final String PREFIX = "evm:";

    private static final int KEY_CHARACTERS = 44;
    private static final byte WITNESS = 4;
    private static final Pattern VALIDATOR = Pattern.compile("0x[0-9a-f]{40}");
    private static final Pattern NAME = Pattern.compile("evm:([1-9][0-9]{0,17})/0x([0-9a-f]{40})");

    /** The ids that development nodes use. */
    private static final Set<Long> DEVELOPMENT = Set.of(31337L, 1337L);

    public EvmTrust {
        TreeMap<String, List<String>> copy = new TreeMap<>();
        members.forEach((member, keys) -> copy.put(member, List.copyOf(keys)));
        members = Collections.unmodifiableSortedMap(copy);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("ledger " + name + ": its name must be " + PREFIX
                    + "<chain id>/0x<40 lower-case hex digits>, the contract's address");
        }
        if (quorum < 1 || quorum > members.size()) {
            throw new IllegalArgumentException(
                    "ledger " + name + ": quorum " + quorum + ", must be 1 to " + members.size() + " (its members)");
        }
        Set<String> seen = new HashSet<>();
        for (String member : members.keySet()) {
            List<String> keys = members.getOrDefault(member, List.of());
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("ledger " + name + ": member " + member + " has no key, at least 1");
            }
            for (String key : keys) {
                if (!isValidator(key)) {
                    verifier(name, key);
                } else if (quorum * 3 < members.size() * 2) {
                    throw new IllegalArgumentException("ledger " + name + ": quorum " + quorum + " of " + members.size()
                            + " members, two thirds or more where validators' seals count");
                }
                if (!seen.add(material(key))) {
                    throw new IllegalArgumentException("ledger " + name + ": key " + key + " twice");
                }
            }
        }
    }

    public long chainId() {
        return Long.parseLong(parts().group(1));
    }

    /** The contract's address, 20 bytes. */
    public byte[] contract() {
        return HexFormat.of().parseHex(parts().group(2));
    }

    /** Whether the chain's id is one of development nodes, whose keys everybody knows. */
    public boolean isDevelopment() {
        return DEVELOPMENT.contains(chainId());
    }

    /** A member's keys for signatures as verifiers. */
    public List<NoteVerifier> verifiers(String member) {
        return members.getOrDefault(member, List.of()).stream()
                .filter(key -> !isValidator(key))
                .map(key -> verifier(name, key))
                .toList();
    }

    /** The members that have one of these validators. */
    public Set<String> membersOf(Set<String> validators) {
        Set<String> having = new HashSet<>(members.keySet());
        having.removeIf(member -> Collections.disjoint(members.getOrDefault(member, List.of()), validators));
        return having;
    }

    /** Whether a member's key is the address of a validator. */
    public static boolean isValidator(String key) {
        return VALIDATOR.matcher(key).matches();
    }

    @Override
    public boolean isRead(String kind) {
        return kind.equals("evm");
    }

    /** A key shared with another voucher, one operator or one chain makes them dependent; so does a member that is a quorum by itself. */
    @Override
    public boolean isIndependentOf(AnchorTrust other) {
        if (other instanceof LedgerTrust || other instanceof FiscoTrust) {
            return other.isIndependentOf(this);
        }
        boolean sameChain = other instanceof EvmTrust chain && chain.chainId() == chainId();
        boolean oneOperator = other.operator().isPresent()
                && (other.operator().equals(operator)
                        || (quorum == 1 && members.containsKey(other.operator().get())));
        return !sameChain && !oneOperator && Collections.disjoint(authorities(), other.authorities());
    }

    @Override
    public Set<?> authorities() {
        Set<String> keys = new HashSet<>();
        members.values().forEach(some -> some.forEach(key -> keys.add(material(key))));
        return keys;
    }

    private Matcher parts() {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalStateException(name);
        }
        return parts;
    }

    /** The key whatever its name is, as a witness's is written: so one key in both roles is noticed. */
    private static String material(String vkey) {
        if (isValidator(vkey)) {
            return vkey;
        }
        byte[] key = Base64.getDecoder().decode(vkey.substring(vkey.length() - KEY_CHARACTERS));
        key[0] = WITNESS;
        return Base64.getEncoder().encodeToString(key);
    }

    private static NoteVerifier verifier(String name, String key) {
        try {
            return NoteVerifier.parse(key);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("ledger " + name + ": " + e.getMessage(), e);
        }
    }
}
