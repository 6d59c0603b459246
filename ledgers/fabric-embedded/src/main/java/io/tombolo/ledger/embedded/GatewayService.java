package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.tombolo.ledger.embedded.identity.IdentityCheck;
import io.tombolo.ledger.embedded.identity.Organisations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.gateway.CommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.CommitStatusResponse;
import org.hyperledger.fabric.protos.gateway.EndorseRequest;
import org.hyperledger.fabric.protos.gateway.EndorseResponse;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import org.hyperledger.fabric.protos.gateway.EvaluateRequest;
import org.hyperledger.fabric.protos.gateway.EvaluateResponse;
import org.hyperledger.fabric.protos.gateway.GatewayGrpc;
import org.hyperledger.fabric.protos.gateway.SignedChaincodeEventsRequest;
import org.hyperledger.fabric.protos.gateway.SignedCommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.SubmitRequest;
import org.hyperledger.fabric.protos.gateway.SubmitResponse;
import org.hyperledger.fabric.protos.peer.SignedProposal;

/** The five calls of Fabric's gateway, over one chain and its members' peers. */
final class GatewayService extends GatewayGrpc.GatewayImplBase {
    private static final long LONGEST_WAIT_SECONDS = 300;

    private final String channel;
    private final String chaincode;
    private final Chain chain;
    private final Endorser endorser;
    private final IdentityCheck identities;
    private final Map<String, Organisations.PeerKey> peers;
    private final EventStreams eventStreams;

    /** @param peers by membership id, in the members' order; all endorse unless a client chooses some */
    public GatewayService(
            String channel,
            String chaincode,
            Chain chain,
            IdentityCheck identities,
            Map<String, Organisations.PeerKey> peers) {
        this.channel = channel;
        this.chaincode = chaincode;
        this.chain = chain;
        this.identities = identities;
        this.peers = peers;
        this.endorser = new Endorser(chain, identities);
        this.eventStreams = new EventStreams(channel, chaincode, chain, identities);
    }

    @Override
    public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> observer) {
        answer(observer, () -> {
            ParsedProposal proposal = parse(request.getProposedTransaction());
            if (!proposal.channel().equals(channel)) {
                throw GatewayErrors.of(
                        Code.UNAVAILABLE, "failed to get config for channel [" + proposal.channel() + "]");
            }
            if (!isHere(proposal)) {
                throw GatewayErrors.of(
                        Code.FAILED_PRECONDITION,
                        "no peers available to evaluate chaincode " + proposal.chaincodeName() + " in channel "
                                + proposal.channel());
            }
            Organisations.PeerKey peer =
                    choose(request.getTargetOrganizationsList()).get(0);
            Endorser.Simulated simulated;
            try {
                simulated = endorser.simulate(proposal);
            } catch (ProposalRefusedException e) {
                throw evaluateError(Code.FAILED_PRECONDITION, peer, String.valueOf(e.getMessage()));
            }
            if (!simulated.succeeded()) {
                throw evaluateError(Code.UNKNOWN, peer, chaincodeError(simulated));
            }
            return EvaluateResponse.newBuilder().setResult(simulated.response()).build();
        });
    }

    @Override
    public void endorse(EndorseRequest request, StreamObserver<EndorseResponse> observer) {
        answer(observer, () -> {
            ParsedProposal proposal = parse(request.getProposedTransaction());
            List<Organisations.PeerKey> chosen = choose(request.getEndorsingOrganizationsList());
            if (!isHere(proposal)) {
                throw GatewayErrors.of(
                        Code.FAILED_PRECONDITION,
                        "no peers available to endorse chaincode " + proposal.chaincodeName() + " in channel "
                                + proposal.channel());
            }
            Endorser.Simulated simulated;
            try {
                simulated = endorser.simulate(proposal);
            } catch (ProposalRefusedException e) {
                throw endorseError(chosen.get(0), String.valueOf(e.getMessage()));
            }
            if (!simulated.succeeded()) {
                throw endorseError(chosen.get(0), chaincodeError(simulated));
            }
            return EndorseResponse.newBuilder()
                    .setPreparedTransaction(Endorser.endorse(proposal, simulated, chosen))
                    .build();
        });
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitResponse> observer) {
        answer(observer, () -> {
            Envelope envelope = request.getPreparedTransaction();
            if (envelope.getPayload().isEmpty()) {
                throw GatewayErrors.of(Code.INVALID_ARGUMENT, "a prepared transaction is required");
            }
            if (envelope.getSignature().isEmpty()) {
                throw GatewayErrors.of(Code.INVALID_ARGUMENT, "prepared transaction must be signed");
            }
            requireAuthor(envelope);
            chain.commit(envelope);
            return SubmitResponse.getDefaultInstance();
        });
    }

    @Override
    public void commitStatus(SignedCommitStatusRequest signed, StreamObserver<CommitStatusResponse> observer) {
        answer(observer, () -> {
            CommitStatusRequest request = CommitStatusRequest.parseFrom(signed.getRequest());
            if (request.getTransactionId().isEmpty()) {
                throw GatewayErrors.of(Code.INVALID_ARGUMENT, "transaction ID should not be empty");
            }
            requireReader(request.getChannelId(), request.getIdentity(), signed.getSignature(), signed.getRequest());
            Deadline deadline = Context.current().getDeadline();
            long millis = deadline == null
                    ? TimeUnit.SECONDS.toMillis(LONGEST_WAIT_SECONDS)
                    : deadline.timeRemaining(TimeUnit.MILLISECONDS);
            CommitStatus status = chain.awaitStatus(request.getTransactionId(), millis, TimeUnit.MILLISECONDS)
                    .orElseThrow(() -> GatewayErrors.of(Code.DEADLINE_EXCEEDED, "context deadline exceeded"));
            return CommitStatusResponse.newBuilder()
                    .setResult(status.code())
                    .setBlockNumber(status.block())
                    .build();
        });
    }

    @Override
    public void chaincodeEvents(
            SignedChaincodeEventsRequest signed,
            StreamObserver<org.hyperledger.fabric.protos.gateway.ChaincodeEventsResponse> observer) {
        eventStreams.serve(signed, observer);
    }

    /** What a call does. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws InvalidProtocolBufferException, InterruptedException;
    }

    private static <T> void answer(StreamObserver<T> observer, Call<T> call) {
        try {
            T response = call.run();
            observer.onNext(response);
            observer.onCompleted();
        } catch (InvalidProtocolBufferException e) {
            observer.onError(GatewayErrors.of(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage())));
        } catch (StatusRuntimeException e) {
            observer.onError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            observer.onError(GatewayErrors.of(Code.UNAVAILABLE, "the ledger is closing"));
        } catch (RuntimeException e) {
            observer.onError(Status.INTERNAL
                    .withDescription(String.valueOf(e.getMessage()))
                    .withCause(e)
                    .asRuntimeException());
        }
    }

    private static ParsedProposal parse(SignedProposal proposal) throws InvalidProtocolBufferException {
        if (proposal.getProposalBytes().isEmpty()) {
            throw GatewayErrors.of(Code.INVALID_ARGUMENT, "the proposed transaction must contain a signed proposal");
        }
        return ParsedProposal.of(proposal);
    }

    private boolean isHere(ParsedProposal proposal) {
        return proposal.channel().equals(channel) && proposal.chaincodeName().equals(chaincode);
    }

    private List<Organisations.PeerKey> choose(List<String> organisations) {
        if (organisations.isEmpty()) {
            return List.copyOf(peers.values());
        }
        Set<String> missing = new LinkedHashSet<>(organisations);
        missing.removeAll(peers.keySet());
        if (!missing.isEmpty()) {
            throw GatewayErrors.of(
                    Code.UNAVAILABLE, "failed to find any endorsing peers for org(s): " + String.join(", ", missing));
        }
        Set<String> chosen = Set.copyOf(organisations);
        return peers.values().stream()
                .filter(peer -> chosen.contains(peer.mspId()))
                .toList();
    }

    private void requireAuthor(Envelope envelope) throws InvalidProtocolBufferException {
        Payload payload = Payload.parseFrom(envelope.getPayload());
        ByteString creator = SignatureHeader.parseFrom(payload.getHeader().getSignatureHeader())
                .getCreator();
        ChannelHeader header = ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
        if (!header.getChannelId().equals(channel)) {
            throw GatewayErrors.of(
                    Code.FAILED_PRECONDITION, "failed to get config for channel [" + header.getChannelId() + "]");
        }
        if (identities
                .signer(creator, envelope.getSignature(), envelope.getPayload())
                .isEmpty()) {
            throw GatewayErrors.of(
                    Code.ABORTED,
                    "received unsuccessful response from orderer: status=FORBIDDEN, info=implicit policy evaluation failed");
        }
    }

    private void requireReader(String onChannel, ByteString identity, ByteString signature, ByteString signed) {
        if (!onChannel.equals(channel)) {
            throw GatewayErrors.of(Code.PERMISSION_DENIED, "channel '" + onChannel + "' not found");
        }
        if (identities.signer(identity, signature, signed).isEmpty()) {
            throw GatewayErrors.of(Code.PERMISSION_DENIED, "implicit policy evaluation failed on channel " + onChannel);
        }
    }

    private static String chaincodeError(Endorser.Simulated simulated) {
        return "chaincode response " + simulated.response().getStatus() + ", "
                + simulated.response().getMessage();
    }

    private static StatusRuntimeException evaluateError(Code code, Organisations.PeerKey peer, String message) {
        return GatewayErrors.withDetail(
                code, "evaluate call to endorser returned error: " + message, detail(peer, message));
    }

    private static StatusRuntimeException endorseError(Organisations.PeerKey peer, String message) {
        return GatewayErrors.withDetail(
                Code.ABORTED,
                "failed to endorse transaction, see attached details for more info",
                detail(peer, message));
    }

    private static ErrorDetail detail(Organisations.PeerKey peer, String message) {
        return ErrorDetail.newBuilder()
                .setAddress("embedded")
                .setMspId(peer.mspId())
                .setMessage(message)
                .build();
    }
}
