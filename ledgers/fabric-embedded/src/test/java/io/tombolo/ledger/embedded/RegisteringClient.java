package io.tombolo.ledger.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import java.io.StringReader;
import java.util.Base64;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.Hash;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Signers;
import org.hyperledger.fabric.client.identity.X509Identity;

/** Fabric's own client, which registers datasets: the smallest transaction there is. */
public final class RegisteringClient implements AutoCloseable {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final String organisation;
    private final ManagedChannel channel;
    private final Gateway gateway;

    public RegisteringClient(EmbeddedLedger ledger, ClientIdentity identity) {
        this.organisation = identity.mspId();
        this.channel = Grpc.newChannelBuilder(ledger.endpoint(), InsecureChannelCredentials.create())
                .build();
        try {
            this.gateway = Gateway.newInstance()
                    .identity(new X509Identity(
                            identity.mspId(),
                            Identities.readX509Certificate(new StringReader(identity.certificatePem()))))
                    .signer(Signers.newPrivateKeySigner(
                            Identities.readPrivateKey(new StringReader(identity.privateKeyPem()))))
                    .hash(Hash.SHA256)
                    .connection(channel)
                    .connect();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public Contract contract() {
        return gateway.getNetwork("tombolo").getContract("anchors");
    }

    public String register(String dataset) throws Exception {
        return new String(contract().submitTransaction("RegisterDataset", organisation, dataset, KEY), UTF_8);
    }

    @Override
    public void close() {
        gateway.close();
        channel.shutdownNow();
    }
}
