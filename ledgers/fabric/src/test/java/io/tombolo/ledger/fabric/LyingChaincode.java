package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tombolo.ledger.rules.AnchorRules;
import io.tombolo.ledger.rules.LedgerState;
import io.tombolo.ledger.rules.TransactionFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hyperledger.fabric.contract.ClientIdentity;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeServerProperties;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.NettyChaincodeServer;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.hyperledger.fabric.traces.Traces;

/**
 * What a dishonest member may run in place of the chaincode: the same rules, but they forget every anchor there ever was, so
 * that any history is a first one.
 */
public final class LyingChaincode extends ChaincodeBase {

    /** As the honest one is started: everything comes from the environment. */
    public static void main(String[] arguments) throws Exception {
        LyingChaincode liar = new LyingChaincode();
        liar.initializeLogging();
        liar.processEnvironmentOptions();
        liar.validateOptions();
        Metrics.initialize(liar.getChaincodeConfig());
        Traces.initialize(liar.getChaincodeConfig());
        new NettyChaincodeServer(liar, server(System.getenv())).start();
    }

    private static ChaincodeServerProperties server(Map<String, String> environment) throws Exception {
        ChaincodeServerProperties properties = new ChaincodeServerProperties();
        String address = environment.getOrDefault("CHAINCODE_SERVER_ADDRESS", "");
        properties.setServerAddress(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.indexOf(':') + 1))));
        properties.setTlsEnabled(true);
        properties.setKeyFile(environment.get("CHAINCODE_TLS_KEY"));
        properties.setKeyCertChainFile(environment.get("CHAINCODE_TLS_CERT"));
        properties.setTrustCertCollectionFile(environment.get("CHAINCODE_CLIENT_CA_CERT"));
        return properties;
    }

    @Override
    public Response init(ChaincodeStub stub) {
        return ResponseUtils.newSuccessResponse();
    }

    @Override
    public Response invoke(ChaincodeStub stub) {
        try {
            TransactionFacts facts = new TransactionFacts(
                    stub.getTxId(),
                    stub.getTxTimestamp().truncatedTo(ChronoUnit.MILLIS),
                    new ClientIdentity(stub).getMSPID());
            AnchorRules rules = new AnchorRules(new Forgetful(stub), facts, Instant.now());
            return ResponseUtils.newSuccessResponse(
                    rules.anchor(stub.getParameters().get(0)).encode().getBytes(UTF_8));
        } catch (IOException | java.security.cert.CertificateException e) {
            return ResponseUtils.newErrorResponse(e);
        }
    }

    /** Knows who registered what, and nothing of anchors. */
    private record Forgetful(ChaincodeStub stub) implements LedgerState {

        @Override
        public Optional<String> get(String key) {
            byte[] value = stub.getState(key);
            boolean forgotten = key.startsWith("head/") || key.startsWith("anchor/") || key.startsWith("fork/");
            return forgotten || value == null || value.length == 0
                    ? Optional.empty()
                    : Optional.of(new String(value, UTF_8));
        }

        @Override
        public void put(String key, String value) {
            stub.putState(key, value.getBytes(UTF_8));
        }

        @Override
        public List<String> range(String from, String to, int limit) {
            return List.of();
        }
    }
}
