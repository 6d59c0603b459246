package io.tombolo.ledger.fabric;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks members to sign one anchor. A member that can't answer is left out as long as more than half of those asked remain: one
 * partner's peer that is down must not keep everybody's anchors from being published.
 */
final class ReceiptRequest {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptRequest.class);

    private ReceiptRequest() {}

    /** @param members whom to ask; empty: whom the gateway chooses */
    static Transaction endorse(Contract contract, String origin, long size, List<String> members)
            throws GatewayException {
        List<String> asked = members;
        while (true) {
            try {
                return proposal(contract, origin, size, asked).endorse();
            } catch (GatewayException e) {
                String failing = failing(e);
                List<String> remaining = without(failing, asked);
                if (remaining.size() == asked.size() || remaining.size() * 2 <= members.size()) {
                    throw e;
                }
                LOG.atWarn()
                        .addKeyValue("origin", origin)
                        .addKeyValue("asked", asked)
                        .addKeyValue("remaining", remaining)
                        .log("a member can't sign the receipt: " + failing);
                asked = remaining;
            }
        }
    }

    private static Proposal proposal(Contract contract, String origin, long size, List<String> members) {
        Proposal.Builder builder = contract.newProposal("AnchorReceipt").addArguments(origin, Long.toString(size));
        if (!members.isEmpty()) {
            builder.setEndorsingOrganizations(members.toArray(String[]::new));
        }
        return builder.build();
    }

    private static List<String> without(String failing, List<String> members) {
        return members.stream()
                .filter(member -> !Pattern.compile("(?<![\\w.-])" + Pattern.quote(member) + "(?![\\w.-])")
                        .matcher(failing)
                        .find())
                .toList();
    }

    /** A gateway names the members whose peers failed in the details, and those without any peer in the description. */
    private static String failing(GatewayException e) {
        return String.valueOf(e.getStatus().getDescription())
                + e.getDetails().stream().map(detail -> " " + detail.getMspId()).collect(Collectors.joining());
    }
}
