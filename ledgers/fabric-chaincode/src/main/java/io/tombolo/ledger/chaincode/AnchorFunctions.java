package io.tombolo.ledger.chaincode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.shim.Chaincode.Response;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;

/**
 * Calls {@link AnchorContract} without Fabric's router, which scans the whole class path at start: for a process that holds
 * more than the chaincode. A test holds its answers against the router's.
 */
public final class AnchorFunctions {
    private static final String NAMESPACE = "tombolo:";

    private final AnchorContract contract = new AnchorContract();

    public Response invoke(ChaincodeStub stub) {
        try {
            String result = call(stub.getFunction(), new Context(stub), stub.getParameters());
            return ResponseUtils.newSuccessResponse(result.getBytes(UTF_8));
        } catch (RuntimeException e) {
            // As the router does: whatever the function threw is the proposal's failure, not the process's.
            return ResponseUtils.newErrorResponse(e);
        }
    }

    private String call(String function, Context context, List<String> arguments) {
        String name = function.startsWith(NAMESPACE) ? function.substring(NAMESPACE.length()) : function;
        return switch (name) {
            case "RegisterDataset" -> {
                require(function, arguments, 3);
                yield contract.registerDataset(context, arguments.get(0), arguments.get(1), arguments.get(2));
            }
            case "RotateLogKey" -> {
                require(function, arguments, 4);
                yield contract.rotateLogKey(
                        context, arguments.get(0), arguments.get(1), arguments.get(2), arguments.get(3));
            }
            case "LogKeys" -> {
                require(function, arguments, 2);
                yield contract.logKeys(context, arguments.get(0), arguments.get(1));
            }
            case "VoteNameRule" -> {
                require(function, arguments, 1);
                yield contract.voteNameRule(context, arguments.get(0));
            }
            case "ApproveName" -> {
                require(function, arguments, 2);
                yield contract.approveName(context, arguments.get(0), arguments.get(1));
            }
            case "RevokeName" -> {
                require(function, arguments, 1);
                yield contract.revokeName(context, arguments.get(0));
            }
            case "Names" -> {
                require(function, arguments, 1);
                yield contract.names(context, arguments.get(0));
            }
            case "Anchor" -> {
                require(function, arguments, 1);
                yield contract.anchor(context, arguments.get(0));
            }
            case "AnchorReceipt" -> {
                require(function, arguments, 2);
                yield contract.anchorReceipt(context, arguments.get(0), arguments.get(1));
            }
            case "ReadAnchor" -> {
                require(function, arguments, 2);
                yield contract.readAnchor(context, arguments.get(0), arguments.get(1));
            }
            case "LatestAnchor" -> {
                require(function, arguments, 1);
                yield contract.latestAnchor(context, arguments.get(0));
            }
            case "LatestAnchors" -> {
                require(function, arguments, 1);
                yield contract.latestAnchors(context, arguments.get(0));
            }
            case "History" -> {
                require(function, arguments, 3);
                yield contract.history(context, arguments.get(0), arguments.get(1), arguments.get(2));
            }
            case "Forks" -> {
                require(function, arguments, 1);
                yield contract.forks(context, arguments.get(0));
            }
            default -> throw new ChaincodeException("Undefined contract method called");
        };
    }

    private static void require(String function, List<String> arguments, int count) {
        if (arguments.size() != count) {
            throw new ChaincodeException(
                    "Incorrect number of arguments for " + function + ": " + arguments.size() + ", must be " + count);
        }
    }
}
