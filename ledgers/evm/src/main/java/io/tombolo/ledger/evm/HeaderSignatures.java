package io.tombolo.ledger.evm;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.receipt.EvmTrust;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What makes the headers in receipts trustworthy, and how this process comes by it.
 *
 * @param signers the members' keys of this process
 * @param cosigners other members, who are asked while a receipt has too few
 * @param members as in {@link EvmTrust}: whose signatures or seals count
 * @param quorum how many of them a receipt must have
 */
public record HeaderSignatures(
        List<NoteSigner> signers, List<Cosigner> cosigners, SortedMap<String, List<String>> members, int quorum) {
    public HeaderSignatures {
        signers = List.copyOf(signers);
        cosigners = List.copyOf(cosigners);
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    /**
     * Another member's server, which signs headers that its own node holds for final.
     *
     * @param url what precedes {@code /sign-header}: http or https
     */
    public record Cosigner(String member, URI url) {
        public Cosigner {
            if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
                throw new IllegalArgumentException(
                        "url of " + member + ": '" + url + "', must begin with http:// or https:// and a host");
            }
        }
    }

    /** Keys of this process, all of which sign; without one, receipts need validators' seals. */
    public static HeaderSignatures by(NoteSigner... signers) {
        TreeMap<String, List<String>> members = new TreeMap<>();
        for (NoteSigner signer : signers) {
            members.put(signer.verifier().vkey(), List.of(signer.verifier().vkey()));
        }
        return new HeaderSignatures(List.of(signers), List.of(), members, members.size());
    }

    /** As a policy for one header; where no member is named, its sealers are. */
    EvmTrust trust(String ledger, Hash code, Iterable<String> sealers) {
        TreeMap<String, List<String>> known = new TreeMap<>(members);
        if (known.isEmpty()) {
            sealers.forEach(sealer -> known.put(sealer, List.of(sealer)));
        }
        return new EvmTrust(ledger, code, known, members.isEmpty() ? known.size() : quorum, Optional.empty());
    }
}
