package io.tombolo.ledger.fabric;

import io.grpc.Status;
import io.tombolo.ledger.LedgerException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.GatewayRuntimeException;
import org.hyperledger.fabric.client.SubmitException;

/** What the gateway's errors mean. ABORTED mixes permanent and transient: only the details show which. */
final class Failures {
    private static final Pattern ORDERERS_REFUSAL =
            Pattern.compile("status=(FORBIDDEN|BAD_REQUEST|REQUEST_ENTITY_TOO_LARGE)");

    private Failures() {}

    static boolean anotherGatewayMayDoBetter(GatewayException e) {
        Status.Code code = e.getStatus().getCode();
        if (isNoAnswer(e.getStatus()) || findsNoPeers(e)) {
            return true;
        }
        return code == Status.Code.ABORTED && !isIdentity(e) && !isChaincodesAnswer(e) && !peersDiffer(e);
    }

    /** CANCELLED is not our doing: a server that goes down resets what it was answering. */
    static boolean isNoAnswer(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
            default -> false;
        };
    }

    /** Peers at different heights answer differently for a moment; a new proposal cures it. */
    static boolean peersDiffer(GatewayException e) {
        return details(e).contains("ProposalResponsePayloads do not match");
    }

    /**
     * The orderers' own word that these very bytes are not for them: a creator that isn't entitled (any more), or too large.
     * Other answers of an orderer, as that it has no leader, pass.
     */
    static boolean isOrderersRefusal(SubmitException e) {
        String description = String.valueOf(e.getStatus().getDescription()) + details(e);
        return ORDERERS_REFUSAL.matcher(description).find();
    }

    /**
     * The peer answered, and its orderers did not, or had no leader. Without an answer in time nobody knows which of both it was: a peer that is
     * silent is found by asking it.
     */
    static boolean isOfOrderers(SubmitException e) {
        String description = String.valueOf(e.getStatus().getDescription());
        return switch (e.getStatus().getCode()) {
            case DEADLINE_EXCEEDED -> true;
            case UNAVAILABLE ->
                description.contains("no orderer nodes available")
                        || description.contains("orderers could successfully process transaction");
            default -> false;
        };
    }

    /** A stream that no other gateway and no waiting would bring back. */
    static boolean isPermanent(GatewayRuntimeException e) {
        return switch (e.getStatus().getCode()) {
            case PERMISSION_DENIED, UNAUTHENTICATED, INVALID_ARGUMENT, UNIMPLEMENTED -> true;
            default -> false;
        };
    }

    static LedgerException of(String doing, GatewayRuntimeException e) {
        String message =
                doing + ": " + e.getStatus().getCode() + " " + e.getStatus().getDescription();
        return e.getStatus().getCode() == Status.Code.PERMISSION_DENIED
                        || e.getStatus().getCode() == Status.Code.UNAUTHENTICATED
                ? new LedgerException.Identity(message, e)
                : new LedgerException(message, e);
    }

    /** The message names the call; details are the peers' own words. */
    static LedgerException of(String doing, GatewayException e) {
        String message =
                doing + ": " + e.getStatus().getCode() + " " + e.getStatus().getDescription() + details(e);
        Status.Code code = e.getStatus().getCode();
        if (isIdentity(e)) {
            return new LedgerException.Identity(message, e);
        }
        boolean transientFailure = code == Status.Code.UNAVAILABLE
                || code == Status.Code.DEADLINE_EXCEEDED
                || code == Status.Code.CANCELLED
                || findsNoPeers(e)
                || (code == Status.Code.ABORTED && !isChaincodesAnswer(e));
        return transientFailure ? new LedgerException.Unavailable(message, e) : new LedgerException(message, e);
    }

    /** A gateway that has just started, or whose neighbours have, knows too few peers until gossip has announced them. */
    private static boolean findsNoPeers(GatewayException e) {
        String description = String.valueOf(e.getStatus().getDescription());
        return e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION
                && (description.contains("no combination of peers") || description.contains("no peers available"));
    }

    private static boolean isIdentity(GatewayException e) {
        Status.Code code = e.getStatus().getCode();
        return code == Status.Code.PERMISSION_DENIED
                || code == Status.Code.UNAUTHENTICATED
                || details(e).contains("access denied")
                || String.valueOf(e.getStatus().getDescription()).contains("access denied")
                || String.valueOf(e.getStatus().getDescription()).contains("status=FORBIDDEN");
    }

    private static boolean isChaincodesAnswer(GatewayException e) {
        return details(e).contains("chaincode response ");
    }

    private static String details(GatewayException e) {
        return e.getDetails().stream()
                .map(detail -> " [" + detail.getMspId() + " " + detail.getAddress() + ": " + detail.getMessage() + "]")
                .collect(Collectors.joining());
    }
}
