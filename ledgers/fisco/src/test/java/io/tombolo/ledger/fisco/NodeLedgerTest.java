package io.tombolo.ledger.fisco;

import static org.junit.jupiter.api.Assumptions.abort;

import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.fisco.bcos.sdk.v3.client.Client;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract kit on a node of FISCO BCOS 3, for a person who has one: docs/fisco.md has the command. */
class NodeLedgerTest extends FiscoLedgerContract {
    private static final Map<String, FiscoLedger.Config> CONFIGS = new TreeMap<>();
    private static final Map<String, FiscoLedger> LEDGERS = new TreeMap<>();

    @TempDir
    private static Path states;

    @BeforeAll
    static void deploy() throws IOException {
        String endpoint = System.getProperty("tombolo.fisco.endpoint", "");
        if (endpoint.isEmpty()) {
            abort(
                    "NOT RUN: no FISCO BCOS node: set -Dtombolo.fisco.endpoint=HOST:PORT[,HOST:PORT] (the RPC port, for example"
                            + " 127.0.0.1:20200), and, where they differ, -Dtombolo.fisco.chain=chain0, -Dtombolo.fisco.group=group0,"
                            + " -Dtombolo.fisco.cryptography=standard, -Dtombolo.fisco.certificates=FOLDER of the SDK's certificates"
                            + " (left out: without TLS), -Dtombolo.fisco.account=FILE with 64 hex digits (left out: a new account)");
        }
        List<String> keys = new ArrayList<>();
        String account = System.getProperty("tombolo.fisco.account", "");
        keys.add(account.isEmpty() ? newKey() : Files.readString(Path.of(account)));
        keys.add(newKey());
        keys.add(newKey());
        SortedMap<String, List<String>> unknown = new TreeMap<>(Map.of("unknown.example", List.of("0".repeat(128))));
        FiscoLedger.Config first = config(endpoint, keys.get(0), unknown, states.resolve("deploys"));
        SortedMap<String, List<String>> sealers = sealers(first);
        List<String> members = keys.stream()
                .map(key -> FiscoAccount.of(key, first.cryptography()).address())
                .toList();
        String contract = FiscoLedger.deploy(first, members);
        List<String> organisations = List.of(ACME, RIVAL, THIRD);
        for (int i = 0; i < organisations.size(); i++) {
            String name = organisations.get(i);
            CONFIGS.put(
                    name,
                    config(endpoint, keys.get(i), sealers, states.resolve(name)).with(contract));
        }
    }

    private static String newKey() {
        String digits = UUID.randomUUID() + UUID.randomUUID().toString();
        return digits.replace("-", "");
    }

    /** Each sealing node as a member, by what the node says of its group. */
    private static SortedMap<String, List<String>> sealers(FiscoLedger.Config config) {
        SortedMap<String, List<String>> members = new TreeMap<>();
        Client client = SdkConnection.open(config);
        client.getSealerList()
                .getSealerList()
                .forEach(sealer -> members.put(
                        "member-" + members.size() + ".example",
                        List.of(HexFormat.of().formatHex(FiscoNode.bytes(sealer.getNodeID())))));
        client.stop();
        return members;
    }

    private static FiscoLedger.Config config(
            String endpoint, String key, SortedMap<String, List<String>> members, Path state) {
        String certificates = System.getProperty("tombolo.fisco.certificates", "");
        return new FiscoLedger.Config(
                List.of(endpoint.split(",")),
                System.getProperty("tombolo.fisco.chain", "chain0"),
                System.getProperty("tombolo.fisco.group", "group0"),
                Cryptography.valueOf(System.getProperty("tombolo.fisco.cryptography", "standard")
                        .toUpperCase(Locale.ROOT)),
                "0x" + "0".repeat(40),
                key,
                Optional.of(certificates).filter(text -> !text.isEmpty()).map(Path::of),
                members,
                FiscoLedger.Limits.DEFAULT,
                state,
                Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        LEDGERS.values().forEach(FiscoLedger::close);
    }

    @Override
    FiscoLedger.Config config(String organisation) {
        return CONFIGS.get(organisation);
    }

    @Override
    FiscoLedger fisco(String organisation) {
        return LEDGERS.computeIfAbsent(organisation, name -> FiscoLedger.connect(CONFIGS.get(name)));
    }
}
