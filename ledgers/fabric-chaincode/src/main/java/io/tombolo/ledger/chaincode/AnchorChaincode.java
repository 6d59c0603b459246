package io.tombolo.ledger.chaincode;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hyperledger.fabric.contract.ContractRouter;
import org.hyperledger.fabric.shim.ChaincodeServerProperties;
import org.hyperledger.fabric.shim.NettyChaincodeServer;

/**
 * The chaincode's process, to which a peer connects. Its environment: {@code CORE_CHAINCODE_ID_NAME} (the package's id) and
 * {@code CHAINCODE_SERVER_ADDRESS} (host:port to listen on) as Fabric has them, and for TLS with both sides known to each other
 * {@code CHAINCODE_TLS_KEY} (PKCS#8), {@code CHAINCODE_TLS_CERT} and {@code CHAINCODE_CLIENT_CA_CERT} (whose certificates peers
 * come with), all PEM files. Fabric's own main class can't ask a peer for its certificate.
 */
public final class AnchorChaincode {
    private static final String ADDRESS = "CHAINCODE_SERVER_ADDRESS";
    private static final String KEY = "CHAINCODE_TLS_KEY";
    private static final String CERTIFICATE = "CHAINCODE_TLS_CERT";
    private static final String CLIENT_AUTHORITIES = "CHAINCODE_CLIENT_CA_CERT";
    private static final List<String> TLS = List.of(KEY, CERTIFICATE, CLIENT_AUTHORITIES);

    private AnchorChaincode() {}

    /** Serves peers until the process is stopped. */
    public static void main(String[] args) throws Exception {
        ChaincodeServerProperties properties;
        try {
            properties = server(System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("anchor chaincode: " + e.getMessage());
            System.exit(2);
            return;
        }
        ContractRouter router = new ContractRouter(args);
        router.startRouterWithChaincodeServer(new NettyChaincodeServer(router, properties));
    }

    /**
     * Where to listen and with which keys.
     *
     * @throws IllegalArgumentException naming what is missing
     */
    static ChaincodeServerProperties server(Map<String, String> environment) {
        ChaincodeServerProperties properties = new ChaincodeServerProperties();
        properties.setServerAddress(address(environment.getOrDefault(ADDRESS, "")));
        List<String> missing =
                TLS.stream().filter(name -> value(environment, name).isEmpty()).toList();
        if (missing.size() == TLS.size()) {
            return properties;
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("TLS needs " + String.join(", ", TLS) + "; not set: "
                    + missing.stream().collect(Collectors.joining(", ")));
        }
        properties.setTlsEnabled(true);
        properties.setKeyFile(value(environment, KEY));
        properties.setKeyCertChainFile(value(environment, CERTIFICATE));
        properties.setTrustCertCollectionFile(value(environment, CLIENT_AUTHORITIES));
        return properties;
    }

    private static String value(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").trim();
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(ADDRESS + " '" + text + "': host:port due");
        }
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
