package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import io.tombolo.ledger.chaincode.AnchorFunctions;
import io.tombolo.ledger.embedded.identity.IdentityCheck;
import io.tombolo.ledger.embedded.identity.Organisations;
import java.util.HexFormat;
import java.util.List;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEndorsedAction;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ChaincodeID;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.hyperledger.fabric.shim.Chaincode;
import org.jspecify.annotations.Nullable;

/** Runs the chaincode on the state as it is, and has peers sign what came out. */
final class Endorser {
    private static final String CHAINCODE_VERSION = "1";

    private final Chain chain;
    private final IdentityCheck identities;
    private final AnchorFunctions functions = new AnchorFunctions();

    public Endorser(Chain chain, IdentityCheck identities) {
        this.chain = chain;
        this.identities = identities;
    }

    /** The chaincode's answer, and the response that peers would sign. */
    public record Simulated(Response response, ByteString proposalResponsePayload) {
        /** Whether the chaincode's answer is a success, as Fabric draws the line. */
        public boolean succeeded() {
            return response.getStatus() >= 200 && response.getStatus() < 400;
        }
    }

    public Simulated simulate(ParsedProposal proposal) throws ProposalRefusedException {
        proposal.requireWellFormed();
        ByteString creator = proposal.signatureHeader().getCreator();
        if (identities
                .signer(
                        creator,
                        proposal.signed().getSignature(),
                        proposal.signed().getProposalBytes())
                .isEmpty()) {
            throw accessDenied(proposal, creator);
        }
        if (chain.status(proposal.transactionId()).isPresent()) {
            throw new ProposalRefusedException("duplicate transaction found [" + proposal.transactionId()
                    + "]. Creator [" + HexFormat.of().formatHex(creator.toByteArray()) + "]");
        }
        Simulation simulation = new Simulation(chain.state());
        SimulationStub stub = new SimulationStub(proposal, simulation);
        Chaincode.Response answer = functions.invoke(stub.asStub());
        Response.Builder response = Response.newBuilder().setStatus(answer.getStatusCode());
        if (answer.getMessage() != null) {
            response.setMessage(answer.getMessage());
        }
        if (answer.getPayload() != null) {
            response.setPayload(ByteString.copyFrom(answer.getPayload()));
        }
        return new Simulated(response.build(), payload(proposal, simulation, stub.event(), response.build()));
    }

    /** The transaction, endorsed by these peers, for the client to sign. */
    public static Envelope endorse(ParsedProposal proposal, Simulated simulated, List<Organisations.PeerKey> peers) {
        ByteString signed = simulated.proposalResponsePayload();
        ChaincodeEndorsedAction.Builder action =
                ChaincodeEndorsedAction.newBuilder().setProposalResponsePayload(signed);
        for (Organisations.PeerKey peer : peers) {
            action.addEndorsements(Endorsement.newBuilder()
                    .setEndorser(peer.identity())
                    .setSignature(peer.sign(signed, peer.identity())));
        }
        Transaction transaction = Transaction.newBuilder()
                .addActions(TransactionAction.newBuilder()
                        .setHeader(proposal.header().getSignatureHeader())
                        .setPayload(ChaincodeActionPayload.newBuilder()
                                .setChaincodeProposalPayload(proposal.payloadWithoutTransient())
                                .setAction(action)
                                .build()
                                .toByteString()))
                .build();
        return Envelope.newBuilder()
                .setPayload(Payload.newBuilder()
                        .setHeader(proposal.header())
                        .setData(transaction.toByteString())
                        .build()
                        .toByteString())
                .build();
    }

    private static ByteString payload(
            ParsedProposal proposal, Simulation simulation, @Nullable ChaincodeEvent event, Response response) {
        ChaincodeAction action = ChaincodeAction.newBuilder()
                .setResults(simulation.results(proposal.chaincodeName()).toByteString())
                .setEvents(event == null ? ByteString.EMPTY : event.toByteString())
                .setResponse(response)
                .setChaincodeId(ChaincodeID.newBuilder()
                        .setName(proposal.chaincodeName())
                        .setVersion(CHAINCODE_VERSION))
                .build();
        return ProposalResponsePayload.newBuilder()
                .setProposalHash(proposal.hash())
                .setExtension(action.toByteString())
                .build()
                .toByteString();
    }

    private static ProposalRefusedException accessDenied(ParsedProposal proposal, ByteString creator) {
        String organisation = IdentityCheck.claimedMember(creator)
                .map(member -> "creator org [" + member + "]")
                .orElse("creator org unknown, creator is malformed");
        return new ProposalRefusedException(
                "error validating proposal: access denied: channel [" + proposal.channel() + "] " + organisation);
    }
}
