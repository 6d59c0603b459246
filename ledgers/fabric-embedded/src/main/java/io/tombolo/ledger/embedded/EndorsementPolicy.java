package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import io.tombolo.ledger.embedded.identity.IdentityCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hyperledger.fabric.protos.peer.Endorsement;

/** Fabric's default, a majority: more than half of the members' peers signed the very same response. */
final class EndorsementPolicy {
    private final Set<String> members;
    private final IdentityCheck identities;

    public EndorsementPolicy(List<String> members, IdentityCheck identities) {
        this.members = Set.copyOf(members);
        this.identities = identities;
    }

    boolean isSatisfied(ByteString proposalResponsePayload, List<Endorsement> endorsements) {
        Set<String> signed = new HashSet<>();
        for (Endorsement endorsement : endorsements) {
            identities
                    .peer(
                            endorsement.getEndorser(),
                            endorsement.getSignature(),
                            proposalResponsePayload,
                            endorsement.getEndorser())
                    .filter(members::contains)
                    .ifPresent(signed::add);
        }
        return signed.size() > members.size() / 2;
    }
}
