package io.tombolo.ledger.embedded;

import com.google.protobuf.Any;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;

/** gRPC errors in the shape in which Fabric's gateway sends them: details encoded in {@code google.rpc.Status}. */
final class GatewayErrors {
    private GatewayErrors() {}

    static StatusRuntimeException of(Status.Code code, String message) {
        return code.toStatus().withDescription(message).asRuntimeException();
    }

    static StatusRuntimeException withDetail(Status.Code code, String message, ErrorDetail detail) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage(message)
                .addDetails(Any.pack(detail))
                .build());
    }
}
