package io.tombolo.server;

import io.tombolo.ledger.fisco.FiscoLedger;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How to reach a contract on a FISCO BCOS chain, and whom to trust there: YAML, in which paths are relative to the file.
 *
 * <pre>
 * fisco: chain0                          # the chain's id
 * group: group0                          # the group's id
 * nodes: ["127.0.0.1:20200"]             # RPC of nodes, host:port
 * cryptography: standard                 # or national: SM2 and SM3
 * certificates: sdk                      # folder with ca.crt, sdk.crt, sdk.key; left out: nodes without TLS
 * contract: "0x…"                        # left out: deployed at the first start, its address is kept in the folder
 * contract_members: ["0x…"]              # optional: accounts that may register organisations too, for a contract that is deployed
 * account_key: account.key               # file with 64 hex digits: organisations are bound to its account
 * organisations: [acme.example]          # the names that this member publishes under, at least 1
 * heads_at_once: 100                     # optional: most heads in a transaction
 * patience: PT60S                        # optional: how long a call waits for a block
 * timeout: PT10S                         # optional: how long a node may take for an answer
 * members:                               # whose sealing nodes are trusted
 *   - member: acme.example
 *     keys: ["128 lower-case hex digits"]
 * operator: example                      # optional: who runs the chain
 * </pre>
 */
record FiscoLedgerFile(
        List<String> organisations,
        FiscoLedger.Config connection,
        List<String> contractMembers,
        Optional<String> operator) {
    /** In place of a contract that is yet to be deployed. */
    static final String NO_CONTRACT = EvmLedgerFile.NO_CONTRACT;

    private static final String KIND = "fisco";
    private static final int MAX_LIST = 1000;

    FiscoLedgerFile {
        organisations = LedgerYaml.organisations(organisations);
        contractMembers = List.copyOf(contractMembers);
    }

    /** Whether a ledger file is about a FISCO BCOS chain. One that can't be read is not: its own reader says why. */
    static boolean isOne(Path file) {
        return LedgerYaml.has(file, KIND);
    }

    /**
     * Reads the file.
     *
     * @param stateDirectory for transactions whose fate isn't known
     * @throws ServerException that names the file, the key and what is wrong with it
     */
    static FiscoLedgerFile read(Path file, Path stateDirectory) {
        return LedgerYaml.read(file, fields -> new Reading(file.toAbsolutePath(), stateDirectory, fields).ledgerFile());
    }

    /** What distinguishes its folder from those of other ledgers. */
    String place() {
        return FiscoLedger.name(connection.chainId(), connection.groupId(), connection.contract()) + " for "
                + organisations;
    }

    /** How a policy names the contract with this address. */
    FiscoTrust trust(String contract) {
        return connection.trust(contract, operator);
    }

    /** One reading of one file. */
    private record Reading(Path file, Path stateDirectory, JsonFields fields) {
        FiscoLedgerFile ledgerFile() {
            FiscoLedger.Config connection = new FiscoLedger.Config(
                    fields.texts("nodes", MAX_LIST),
                    fields.text(KIND),
                    fields.text("group"),
                    cryptography(),
                    fields.optionalText("contract").orElse(NO_CONTRACT),
                    key(fields.text("account_key")),
                    fields.optionalText("certificates").map(this::folder),
                    members(),
                    new FiscoLedger.Limits(
                            (int) Math.min(
                                    fields.optionalNumber("heads_at_once")
                                            .orElse((long) FiscoLedger.Limits.DEFAULT.headsAtOnce()),
                                    Integer.MAX_VALUE),
                            duration("patience", FiscoLedger.Limits.DEFAULT.patience()),
                            duration("timeout", FiscoLedger.Limits.DEFAULT.timeout())),
                    stateDirectory,
                    Clock.systemUTC());
            return new FiscoLedgerFile(
                    fields.texts("organisations", MAX_LIST),
                    connection,
                    fields.optionalTexts("contract_members", MAX_LIST).orElse(List.of()),
                    fields.optionalText("operator"));
        }

        private Cryptography cryptography() {
            String text = fields.text("cryptography");
            for (Cryptography one : Cryptography.values()) {
                if (one.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return one;
                }
            }
            throw new MalformedException("cryptography: '" + text + "', must be standard or national");
        }

        private Path folder(String path) {
            Path folder = file.resolveSibling(path);
            if (!Files.isDirectory(folder)) {
                throw new MalformedException("certificates: there is no folder " + folder);
            }
            return folder;
        }

        private SortedMap<String, List<String>> members() {
            SortedMap<String, List<String>> members = new TreeMap<>();
            for (JsonFields one : fields.objects("members", MAX_LIST)) {
                String member = one.text("member");
                if (members.put(member, one.texts("keys", MAX_LIST)) != null) {
                    throw new MalformedException("members: " + member + " twice");
                }
                one.end();
            }
            return members;
        }

        private String key(String path) {
            Path key = file.resolveSibling(path);
            try {
                String digits = Files.readString(key, StandardCharsets.US_ASCII).strip();
                if (!digits.matches("(0x)?[0-9a-fA-F]{64}")) {
                    throw new MalformedException("account_key: file " + key + " must have 64 hex digits");
                }
                return digits;
            } catch (IOException e) {
                throw new MalformedException("account_key: file " + key + " can't be read");
            }
        }

        private Duration duration(String key, Duration otherwise) {
            Optional<String> text = fields.optionalText(key);
            try {
                return text.map(Duration::parse).orElse(otherwise);
            } catch (DateTimeException e) {
                throw new MalformedException(key + ": '" + text.orElse("") + "', must be a duration as PT60S");
            }
        }
    }
}
