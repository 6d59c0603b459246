package io.tombolo.server;

import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.ledger.evm.Account;
import io.tombolo.ledger.evm.EvmLedger;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.receipt.EvmTrust;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How to reach a contract on an EVM chain, and whom to trust there: YAML, in which paths are relative to the file.
 *
 * <pre>
 * evm: 1337                              # the chain's id
 * nodes: ["http://127.0.0.1:8545"]       # JSON-RPC, in order of preference
 * contract: "0x…"                        # left out: deployed at the first start, its address is kept in the folder
 * contract_members: ["0x…"]              # optional: accounts that may register organisations too, for a contract that is deployed
 * account_key: account.key               # file with 64 hex digits: pays, and organisations are bound to it
 * organisations: [acme.example]          # the names that this member publishes under, at least 1
 * finality: finalized                    # or how many blocks must follow: 12
 * gas_per_day: 50000000                  # most gas in a day of UTC
 * max_fee_gwei: 500                      # optional: most that is paid for a unit of gas
 * heads_at_once: 100                     # optional: most heads in a transaction
 * patience: PT60S                        # optional: how long a call waits for finality
 * members:                               # whose signatures over block headers count
 *   - member: acme.example
 *     key_file: header.pem               # signed with here, PKCS#8 in PEM
 *   - member: rival.example
 *     keys: ["vkey or a validator's 0x…"]
 *     url: https://headers.rival.example # optional: where its server signs headers when it is asked
 * quorum: 1                              # how many different members must have signed
 * operator: example                      # optional: who runs the chain
 * signs_at: {host: 127.0.0.1, port: 8099} # optional: sign headers for other members here; certificate, private_key or proxied off loopback
 * </pre>
 */
record EvmLedgerFile(
        List<String> organisations,
        EvmLedger.Config connection,
        List<String> contractMembers,
        SortedMap<String, List<String>> members,
        int quorum,
        Optional<String> operator,
        Optional<Listener> signsAt) {
    /** In place of a contract that is yet to be deployed. */
    static final String NO_CONTRACT = "0x0000000000000000000000000000000000000000";

    private static final String KIND = "evm";
    private static final int MAX_LIST = 1000;
    private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

    EvmLedgerFile {
        organisations = LedgerYaml.organisations(organisations);
        contractMembers = List.copyOf(contractMembers);
    }

    /** Whether a ledger file is about an EVM chain. One that can't be read is not: its own reader says why. */
    static boolean isOne(Path file) {
        return LedgerYaml.has(file, KIND);
    }

    /**
     * Reads the file.
     *
     * @param stateDirectory for transactions whose fate isn't known
     * @throws ServerException that names the file, the key and what is wrong with it
     */
    static EvmLedgerFile read(Path file, Path stateDirectory) {
        return LedgerYaml.read(file, fields -> new Reading(file.toAbsolutePath(), stateDirectory, fields).ledgerFile());
    }

    /** What distinguishes its folder from those of other ledgers. */
    String place() {
        return EvmLedger.name(
                connection.chainId(),
                connection.contract() + " of " + connection.account().address());
    }

    /** How a policy names the contract with this address. */
    EvmTrust trust(String contract) {
        return new EvmTrust(
                EvmLedger.name(connection.chainId(), contract), EvmLedger.code(), members, quorum, operator);
    }

    /** The same connection to the contract with this address. */
    EvmLedger.Config connection(String contract) {
        return new EvmLedger.Config(
                connection.nodes(),
                connection.chainId(),
                contract,
                connection.account(),
                connection.confirmations(),
                connection.limits(),
                connection.headers(),
                connection.stateDirectory(),
                connection.clock());
    }

    /** One reading of one file. */
    private record Reading(Path file, Path stateDirectory, JsonFields fields) {
        EvmLedgerFile ledgerFile() {
            long chainId = fields.number(KIND);
            List<URI> nodes = new ArrayList<>();
            for (String node : fields.texts("nodes", MAX_LIST)) {
                nodes.add(URI.create(node));
            }
            String contract = fields.optionalText("contract").orElse(NO_CONTRACT);
            List<String> accounts =
                    fields.optionalTexts("contract_members", MAX_LIST).orElse(List.of());
            Account account = Account.ofHex(content("account_key", fields.text("account_key")));
            List<String> organisations = fields.texts("organisations", MAX_LIST);
            int confirmations = finality();
            EvmLedger.Limits limits = limits();
            List<NoteSigner> signers = new ArrayList<>();
            List<EvmLedger.HeaderSignatures.Cosigner> cosigners = new ArrayList<>();
            SortedMap<String, List<String>> members = members(signers, cosigners);
            int quorum = (int) Math.min(fields.number("quorum"), Integer.MAX_VALUE);
            Optional<String> operator = fields.optionalText("operator");
            Set<String> reached = new HashSet<>();
            signers.forEach(signer -> reached.add(signer.verifier().name()));
            cosigners.forEach(cosigner -> reached.add(cosigner.member()));
            members.forEach((member, keys) -> {
                if (keys.stream().anyMatch(EvmTrust::isValidator)) {
                    reached.add(member);
                }
            });
            if (reached.size() < quorum && quorum <= members.size()) {
                throw new MalformedException("members: " + reached.size()
                        + " have a key_file, a url or the address of a validator, fewer than the quorum of " + quorum
                        + ": receipts would have too few signatures");
            }
            Optional<Listener> signsAt = fields.optionalObject("signs_at").map(Reading::listener);
            if (signsAt.isPresent() && signers.isEmpty()) {
                throw new MalformedException("signs_at: no member has a key_file to sign with");
            }
            EvmLedgerFile read = new EvmLedgerFile(
                    organisations,
                    new EvmLedger.Config(
                            nodes,
                            chainId,
                            contract,
                            account,
                            confirmations,
                            limits,
                            new EvmLedger.HeaderSignatures(signers, cosigners, members, quorum),
                            stateDirectory,
                            Clock.systemUTC()),
                    accounts,
                    members,
                    quorum,
                    operator,
                    signsAt);
            // Its limits hold before a contract is deployed.
            var unused = read.trust(NO_CONTRACT);
            return read;
        }

        private EvmLedger.Limits limits() {
            return new EvmLedger.Limits(
                    fields.number("gas_per_day"),
                    fields.optionalNumber("max_fee_gwei")
                            .map(gwei -> BigInteger.valueOf(gwei).multiply(GWEI))
                            .orElse(EvmLedger.Limits.DEFAULT_MAX_FEE),
                    (int) Math.min(
                            fields.optionalNumber("heads_at_once")
                                    .orElse((long) EvmLedger.Limits.DEFAULT_HEADS_AT_ONCE),
                            Integer.MAX_VALUE),
                    fields.optionalText("patience").map(Reading::duration).orElse(EvmLedger.Limits.DEFAULT_PATIENCE));
        }

        private int finality() {
            String text = fields.text("finality");
            if (text.equals("finalized")) {
                return EvmLedger.Config.FINALIZED;
            }
            if (!text.matches("[0-9]{1,5}")) {
                throw new MalformedException(
                        "finality: '" + text + "', must be finalized, or how many blocks must follow, in quotes");
            }
            return Integer.parseInt(text);
        }

        private static Listener listener(JsonFields at) {
            Listener listener = new Listener(
                    at.text("host"),
                    (int) Math.max(-2, Math.min(at.number("port"), 1 << 16)),
                    at.optionalText("certificate").orElse(""),
                    at.optionalText("private_key").orElse(""),
                    "",
                    "",
                    at.optionalFlag("proxied"));
            at.end();
            return listener;
        }

        private SortedMap<String, List<String>> members(
                List<NoteSigner> signers, List<EvmLedger.HeaderSignatures.Cosigner> cosigners) {
            SortedMap<String, List<String>> members = new TreeMap<>();
            for (JsonFields one : fields.objects("members", MAX_LIST)) {
                String member = one.text("member");
                List<String> keys =
                        new ArrayList<>(one.optionalTexts("keys", MAX_LIST).orElse(List.of()));
                one.optionalText("key_file").ifPresent(path -> {
                    NoteSigner signer =
                            NoteSigner.ed25519(member, Ed25519Keys.fromPem(content("key_file of " + member, path)));
                    signers.add(signer);
                    keys.add(signer.verifier().vkey());
                });
                one.optionalText("url")
                        .ifPresent(url -> cosigners.add(new EvmLedger.HeaderSignatures.Cosigner(
                                member, URI.create(url.replaceAll("/+$", "")))));
                one.end();
                if (members.put(member, List.copyOf(keys)) != null) {
                    throw new MalformedException("members: " + member + " twice");
                }
            }
            return members;
        }

        private String content(String key, String path) {
            try {
                return Files.readString(file.resolveSibling(path), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new MalformedException(key + ": file " + file.resolveSibling(path) + " can't be read");
            }
        }

        private static Duration duration(String text) {
            try {
                return Duration.parse(text);
            } catch (DateTimeException e) {
                throw new MalformedException("patience: '" + text + "', must be a duration as PT60S");
            }
        }
    }
}
