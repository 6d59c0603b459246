package io.tombolo.verification.receipt.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import java.io.InputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A receipt that three peers of a real Fabric network signed, recorded once, with that network's authorities; the network is
 * gone, which is the point.
 */
class NativeReceiptTest {
    private static final List<String> MEMBERS = List.of("CarriersMSP", "RegistryMSP", "WeatherMSP");

    @Test
    void vouchesForARealNetworksAnchor() throws Exception {
        byte[] receipt = resource("native-receipt.bin").readAllBytes();

        ReceiptCheck check = new FabricReceiptVerifier().check(receipt, trust(3));

        assertThat(check).isInstanceOf(ReceiptCheck.Vouched.class);
        ReceiptCheck.Vouched vouched = (ReceiptCheck.Vouched) check;
        assertThat(vouched.members()).containsExactlyElementsOf(MEMBERS);
        assertThat(vouched.development()).isFalse();
        assertThat(vouched.fact().origin()).startsWith("golden.example/flights-");
        assertThat(vouched.fact().size()).isEqualTo(1000);
        assertThat(receipt.length).isLessThan(3000);
    }

    @Test
    void refusesARealNetworksReceiptInWhichASignatureWasChanged() throws Exception {
        FabricReceipt honest =
                FabricReceipt.parse(resource("native-receipt.bin").readAllBytes());
        FabricReceipt.Endorsement first = honest.endorsements().get(0);
        FabricReceipt swapped = new FabricReceipt(
                honest.channelHeader(),
                honest.signatureHeader(),
                honest.proposalPayload(),
                honest.responsePayload(),
                List.of(new FabricReceipt.Endorsement(
                        first.endorser(), honest.endorsements().get(1).signature())));

        assertThat(new FabricReceiptVerifier().check(Repacked.encode(swapped), trust(1)))
                .isInstanceOf(ReceiptCheck.Altered.class);
    }

    private static LedgerTrust trust(int quorum) throws Exception {
        SortedMap<String, List<X509Certificate>> authorities = new TreeMap<>();
        for (String member : MEMBERS) {
            try (InputStream pem = resource(member + ".pem")) {
                authorities.put(member, List.of((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(pem)));
            }
        }
        return new LedgerTrust("fabric:tombolo/anchors", "tombolo", "anchors", authorities, quorum);
    }

    private static InputStream resource(String name) {
        return NativeReceiptTest.class.getResourceAsStream(name);
    }
}
