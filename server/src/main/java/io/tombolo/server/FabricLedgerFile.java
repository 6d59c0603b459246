package io.tombolo.server;

import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.GatewayPeer;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How to reach a consortium's channel on Fabric, and whom to trust there: YAML, in which paths are relative to the file.
 *
 * <pre>
 * channel: tombolo
 * chaincode: anchors
 * organisations: [acme.example]          # the names that this member publishes under, at least 1
 * identity:                              # a client of the member
 *   member: AcmeMSP
 *   msp_folder: users/tombolo/msp        # or certificate: and private_key:, PEM files; or pkcs12: and password_file:;
 *                                        # or token: {library, slot, label, pin_file}, PKCS#11
 * gateways:                              # peers to talk to, in order of preference
 *   - endpoint: peer0.acme.example:7051
 *     tls_ca: tls/ca.crt                 # may be missing on loopback only
 *     tls_name: peer0.acme.example       # optional, where the certificate names another host
 * members:                               # whose receipts count, and by which authorities
 *   - member: AcmeMSP
 *     certificates: [acme/ca.pem]
 *     intermediates: [acme/peers.pem]    # optional, as a policy has them: docs/evidence.md
 *     revocations: [acme/crl.pem]        # optional
 *     node_ous: true                     # optional
 * quorum: 1                              # how many different members must have signed
 * receipt_members: [AcmeMSP]             # optional: whom to ask for receipts; all members
 * patience: PT30S                        # optional: how long one call may try
 * </pre>
 */
record FabricLedgerFile(List<String> organisations, FabricLedger.Config connection, LedgerTrust trust) {
    private static final int MAX_LIST = 1000;

    FabricLedgerFile {
        organisations = LedgerYaml.organisations(organisations);
    }

    /**
     * Reads the file.
     *
     * @param stateDirectory for transactions whose fate isn't known
     * @throws ServerException that names the file, the key and what is wrong with it
     */
    static FabricLedgerFile read(Path file, Path stateDirectory) {
        return LedgerYaml.read(file, fields -> new Reading(file.toAbsolutePath(), stateDirectory, fields).ledgerFile());
    }

    /** One reading of one file. */
    private record Reading(Path file, Path stateDirectory, JsonFields fields) {

        FabricLedgerFile ledgerFile() {
            String channel = fields.text("channel");
            String chaincode = fields.text("chaincode");
            List<String> organisations = fields.texts("organisations", MAX_LIST);
            FabricIdentity identity = new LedgerIdentity(file).read(fields.object("identity"));
            List<GatewayPeer> gateways = new ArrayList<>();
            for (JsonFields gateway : fields.objects("gateways", MAX_LIST)) {
                gateways.add(gateway(gateway));
            }
            SortedMap<String, MemberRules> rules = new TreeMap<>();
            SortedMap<String, List<X509Certificate>> members = members(rules);
            int quorum = (int) Math.min(fields.number("quorum"), Integer.MAX_VALUE);
            List<String> asked =
                    fields.optionalTexts("receipt_members", MAX_LIST).orElse(List.copyOf(members.keySet()));
            asked.stream()
                    .filter(name -> !members.containsKey(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new MalformedException(
                                "receipt_members: '" + name + "' is not among members " + members.keySet());
                    });
            if (asked.size() < quorum && quorum <= members.size()) {
                throw new MalformedException(
                        "receipt_members: " + asked.size() + ", fewer than the quorum of " + quorum);
            }
            Duration patience =
                    fields.optionalText("patience").map(Reading::duration).orElse(FabricLedger.Config.DEFAULT_PATIENCE);
            FabricLedger.Config connection =
                    new FabricLedger.Config(gateways, channel, chaincode, identity, asked, stateDirectory, patience);
            return new FabricLedgerFile(
                    organisations,
                    connection,
                    new LedgerTrust(connection.ledgerName(), channel, chaincode, members, quorum, rules));
        }

        private GatewayPeer gateway(JsonFields gateway) {
            String endpoint = gateway.text("endpoint");
            if (!endpoint.matches("[^:/ ]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+]:[0-9]{1,5}")) {
                throw new MalformedException("gateways.endpoint: '" + endpoint + "', must be HOST:PORT");
            }
            int port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
            if (port < 1 || port > 65_535) {
                throw new MalformedException("gateways.endpoint: '" + endpoint + "', port must be 1 to 65535");
            }
            Optional<String> ca = gateway.optionalText("tls_ca").map(this::authority);
            if (ca.isEmpty() && !endpoint.matches("(127\\.[0-9.]+|localhost|\\[::1]):.*")) {
                throw new MalformedException(
                        "gateways.tls_ca: missing; without TLS only loopback is talked to, not " + endpoint);
            }
            Optional<String> name = gateway.optionalText("tls_name");
            gateway.end();
            return new GatewayPeer(endpoint, ca, name);
        }

        private String authority(String path) {
            if (certificates("gateways.tls_ca", List.of(path)).isEmpty()) {
                throw new MalformedException("gateways.tls_ca: " + path + ": no X.509 certificate in PEM");
            }
            return pem("gateways.tls_ca", path);
        }

        private SortedMap<String, List<X509Certificate>> members(SortedMap<String, MemberRules> rules) {
            SortedMap<String, List<X509Certificate>> members = new TreeMap<>();
            for (JsonFields one : fields.objects("members", MAX_LIST)) {
                String member = one.text("member");
                List<X509Certificate> certificates =
                        certificates("certificates of " + member, one.texts("certificates", MAX_LIST));
                rules.put(
                        member,
                        new MemberRules(
                                certificates(
                                        "intermediates of " + member,
                                        one.optionalTexts("intermediates", MAX_LIST)
                                                .orElse(List.of())),
                                revocations(
                                        member,
                                        one.optionalTexts("revocations", MAX_LIST)
                                                .orElse(List.of())),
                                one.optionalFlag("node_ous")));
                one.end();
                if (members.put(member, certificates) != null) {
                    throw new MalformedException("members: " + member + " twice");
                }
            }
            return members;
        }

        private List<X509Certificate> certificates(String key, List<String> paths) {
            List<X509Certificate> certificates = new ArrayList<>();
            for (String path : paths) {
                try {
                    certificates.addAll(Certificates.ofPem(pem(key, path)));
                } catch (IllegalArgumentException e) {
                    throw new MalformedException(key + ": " + path + ": " + e.getMessage());
                }
            }
            return certificates;
        }

        private List<X509CRL> revocations(String member, List<String> paths) {
            List<X509CRL> revocations = new ArrayList<>();
            for (String path : paths) {
                try {
                    revocations.add(Certificates.revocationList(pem("revocations of " + member, path)));
                } catch (IllegalArgumentException e) {
                    throw new MalformedException("revocations of " + member + ": " + path + ": " + e.getMessage());
                }
            }
            return revocations;
        }

        private String pem(String key, String path) {
            try {
                return Files.readString(file.resolveSibling(path));
            } catch (IOException e) {
                throw new MalformedException(key + ": file " + file.resolveSibling(path) + " can't be read");
            }
        }

        private static Duration duration(String text) {
            try {
                return Duration.parse(text);
            } catch (DateTimeException e) {
                throw new MalformedException("patience: '" + text + "', must be a duration as PT30S");
            }
        }
    }
}
