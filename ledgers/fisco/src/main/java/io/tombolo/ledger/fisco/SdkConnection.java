package io.tombolo.ledger.fisco;

import io.tombolo.ledger.LedgerException;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fisco.bcos.sdk.v3.client.Client;
import org.fisco.bcos.sdk.v3.client.exceptions.ClientException;
import org.fisco.bcos.sdk.v3.config.ConfigOption;
import org.fisco.bcos.sdk.v3.config.exceptions.ConfigException;
import org.fisco.bcos.sdk.v3.config.model.ConfigProperty;

/** Connects the SDK to the configured nodes. */
final class SdkConnection {
    private SdkConnection() {}

    /**
     * Connects.
     *
     * @throws LedgerException.Unavailable when no node answers
     * @throws LedgerException when the group is not there, or the certificates can't be used
     */
    static Client open(FiscoLedger.Config config) {
        ConfigProperty property = new ConfigProperty();
        Map<String, Object> material = new HashMap<>();
        material.put("disableSsl", String.valueOf(config.certificates().isEmpty()));
        material.put("useSMCrypto", String.valueOf(config.cryptography() == Cryptography.NATIONAL));
        config.certificates().ifPresent(folder -> material.put("certPath", folder.toString()));
        property.setCryptoMaterial(material);
        property.setNetwork(new HashMap<>(Map.of(
                "peers", List.copyOf(config.nodes()),
                "messageTimeout", String.valueOf(config.limits().timeout().toMillis()))));
        property.setAccount(new HashMap<>());
        property.setThreadPool(new HashMap<>());
        try {
            return Client.build(config.groupId(), new ConfigOption(property));
        } catch (ConfigException e) {
            throw new LedgerException(
                    "certificates for " + config.nodes() + " can't be used: " + e.getMessage()
                            + "; they are the files ca.crt, sdk.crt and sdk.key (with sm_ before them in the national"
                            + " profile) of the folder `certificates`",
                    e);
        } catch (ClientException e) {
            throw new LedgerException("group " + config.groupId() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // The SDK declares no JniException, and throws it.
            throw new LedgerException.Unavailable(reason(String.valueOf(e.getMessage())), e);
        }
    }

    /** The native library's message has its source file and exception types around what it says. */
    private static String reason(String message) {
        int begin = message.indexOf("what: ");
        return begin < 0 ? message : message.substring(begin + 6).strip();
    }
}
