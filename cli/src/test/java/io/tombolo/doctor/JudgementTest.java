package io.tombolo.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.transactions.TransactionSearch.OpenTransaction;
import io.tombolo.anchoring.transactions.TransactionSearch.OpenTransaction.Decision;
import io.tombolo.cli.shell.Json;
import io.tombolo.http.HttpAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows from what the checks see, where the fault itself can't be had here: full disks, hanging transactions, peers that are away. */
class JudgementTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @Test
    void aDiskIsLowBelowATenthAndFullBelowHalfAGigabyte() {
        assertThat(DiskCheck.judge("/data", 100_000_000_000L, 10_000_000_000L)).isEmpty();
        assertThat(DiskCheck.judge("/data", 100_000_000_000L, 9_999_000_000L))
                .contains(new Finding(Fault.DISK_LOW, "/data", "9,999 MB of 100,000 MB are free, limit a tenth"));
        assertThat(DiskCheck.judge("/data", 1_000_000_000L, 499_000_000L))
                .contains(new Finding(Fault.DISK_FULL, "/data", "499 MB of 1,000 MB are free, limit 500 MB"));
    }

    @Test
    void aClockMayBeOffByFiveSeconds() {
        String date = "Mon, 1 Jun 2026 12:00:00 GMT";
        assertThat(ClocksCheck.skew("http://r", date, NOW, NOW)).isEmpty();
        assertThat(ClocksCheck.skew("http://r", date, NOW.plusSeconds(6), NOW.plusSeconds(7)))
                .isEmpty();
        assertThat(ClocksCheck.skew("http://r", date, NOW.plusSeconds(61), NOW.plusSeconds(70)))
                .contains(new Finding(
                        Fault.CLOCK_SKEW, "http://r", "its clock is 60 s behind this machine's, limit 5 s"));
        assertThat(ClocksCheck.skew("http://r", date, NOW.minusSeconds(30), NOW.minusSeconds(20)))
                .contains(new Finding(
                        Fault.CLOCK_SKEW, "http://r", "its clock is 20 s ahead of this machine's, limit 5 s"));
    }

    @Test
    void aTransactionThatHangsIsNotOneThatIsOpenForLong() {
        List<Finding> found = new ArrayList<>();

        TransactionsCheck.judge(transaction(true, NOW), NOW.toEpochMilli(), found);
        TransactionsCheck.judge(transaction(false, NOW.minusSeconds(60)), NOW.toEpochMilli(), found);
        TransactionsCheck.judge(transaction(false, NOW.minus(Duration.ofHours(1))), NOW.toEpochMilli(), found);

        assertThat(found)
                .containsExactly(
                        new Finding(
                                Fault.TRANSACTION_HANGS,
                                "feed",
                                "transaction feed hangs in a.b-0: coordinator says CompleteCommit, decision COMMIT"),
                        new Finding(
                                Fault.TRANSACTION_OPEN,
                                "feed",
                                "transaction feed is open in a.b-0: coordinator says CompleteCommit, decision COMMIT, the last"
                                        + " record 3600 s ago, limit 900 s"));
    }

    private static OpenTransaction transaction(boolean hanging, Instant lastRecord) {
        return new OpenTransaction(
                "feed",
                1,
                "CompleteCommit",
                Decision.COMMIT,
                new TreeMap<>(Map.of("a.b-0", 4L)),
                lastRecord.toEpochMilli(),
                NOW.toEpochMilli(),
                hanging);
    }

    @Test
    void whatTheAnchoringServiceSaysOfItselfIsFound() throws Exception {
        String state = """
                {"ready": false, "not_ready": ["no broker answers"],
                 "ledgers": [{"ledger": "fabric:c/a", "away_since_ms": 1780315200000, "last_error": "no peer",
                   "peers": [{"endpoint": "peer0:7051", "answers": false, "failures": 3}, {"endpoint": "peer1:7051", "answers": true},
                     {"endpoint": "orderer0:7050", "role": "orderer", "answers": false, "failures": 9}, {"endpoint": "orderer1:7050", "role": "orderer", "answers": true}],
                   "credentials": [{"role": "identity of A", "subject": "CN=a", "seconds_left": -5},
                     {"role": "identity of B", "subject": "CN=b", "seconds_left": 864000},
                     {"role": "identity of C", "subject": "CN=c", "seconds_left": 8640000}]}],
                 "logs": [{"origin": "a.b/c/0", "set_aside": true, "last_error": "INCONSISTENT"}, {"origin": "a.b/d/0"}]}
                """;

        assertThat(AnchoringCheck.judge("http://a", Json.MAPPER.readTree(state), NOW))
                .extracting(Finding::fault, Finding::subject, Finding::detail)
                .containsExactly(
                        tuple(Fault.ANCHORING_NOT_READY, "http://a", "no broker answers"),
                        tuple(Fault.LEDGER_AWAY, "fabric:c/a", "for 0 s: no peer"),
                        tuple(Fault.PEER_AWAY, "fabric:c/a, peer0:7051", "does not answer, failed calls: 3"),
                        tuple(
                                Fault.ORDERER_AWAY,
                                "fabric:c/a, orderer0:7050",
                                "peers report that it takes no transaction, failed calls: 9"),
                        tuple(
                                Fault.CERTIFICATE_EXPIRED,
                                "fabric:c/a",
                                "identity of A: CN=a ran out at 2026-06-01T11:59:55Z"),
                        tuple(
                                Fault.CERTIFICATE_SOON,
                                "fabric:c/a",
                                "identity of B: CN=b is good until 2026-06-11T12:00:00Z, 10 days"),
                        tuple(Fault.LOG_SET_ASIDE, "a.b/c/0", "INCONSISTENT"));
    }

    @Test
    void aLedgerIsAwayWhenNoneOfItsPeersAnswersThoughNoCallToItHasEnded() throws Exception {
        String state = """
                {"ledgers": [{"ledger": "fabric:c/a", "away_since_ms": -1,
                   "peers": [{"endpoint": "peer0:7051", "role": "peer", "answers": false, "failures": 0}, {"endpoint": "orderer0:7050", "role": "orderer", "answers": false}]}]}
                """;

        assertThat(AnchoringCheck.judge("http://a", Json.MAPPER.readTree(state), NOW))
                .containsExactly(
                        new Finding(Fault.LEDGER_AWAY, "fabric:c/a", "none of its 1 peers answers"),
                        new Finding(Fault.PEER_AWAY, "fabric:c/a, peer0:7051", "does not answer, failed calls: 0"));
    }

    @Test
    void aPeerThatIsFarAwayIsSlowUnlessItIsSilent() throws Exception {
        String state = """
                {"ledgers": [{"ledger": "fabric:c/a", "away_since_ms": -1,
                   "peers": [{"endpoint": "peer0:7051", "role": "peer", "answers": true, "answer_ms": 301},
                     {"endpoint": "peer1:7051", "role": "peer", "answers": true, "answer_ms": 100},
                     {"endpoint": "peer2:7051", "role": "peer", "answers": false, "failures": 0, "answer_ms": 300}]}]}
                """;

        assertThat(AnchoringCheck.judge("http://a", Json.MAPPER.readTree(state), NOW))
                .containsExactly(
                        new Finding(
                                Fault.NETWORK_SLOW,
                                "fabric:c/a, peer0:7051",
                                "answers after 301 ms at best, limit 100 ms"),
                        new Finding(Fault.PEER_AWAY, "fabric:c/a, peer2:7051", "does not answer, failed calls: 0"));
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    void aBrokerThatOthersReachHasAccessLists() {
        List<Finding> found = new ArrayList<>();

        AccessCheck.judge("here", "127.0.0.1", Map.of(), found);
        AccessCheck.judge("closed", "10.0.0.1", Map.of("authorizer.class.name", "org.example.Authorizer"), found);
        AccessCheck.judge("open", "10.0.0.1", Map.of("allow.everyone.if.no.acl.found", "true"), found);

        assertThat(found).extracting(Finding::subject).containsExactly("open", "open");
        assertThat(found).extracting(Finding::fault).containsOnly(Fault.ACCESS_OPEN);
    }

    @Test
    void aSmallMachineIsNamed(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("proc/self"));
        Files.createDirectories(root.resolve("sys/fs/cgroup"));
        Files.writeString(root.resolve("proc/meminfo"), "MemTotal:  900000 kB\nMemAvailable:   500000 kB\n");
        Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), "536870912\n");
        Files.writeString(
                root.resolve("proc/self/limits"),
                "Max open files            1024                 2048                 files\n");
        Patient patient = new Patient(
                new Patient.Where(Map.of(), List.of(), List.of(), List.of(), List.of(), List.of(), ""),
                HttpAccess.OPEN,
                Clock.systemUTC());

        assertThat(new MachineCheck(root).look(patient))
                .containsExactly(
                        new Finding(Fault.MEMORY_LOW, "this machine", "512 MB are available, a node needs 1,000 MB"),
                        new Finding(Fault.MEMORY_LOW, "this container", "may have 536 MB, a node needs 1,000 MB"),
                        new Finding(Fault.FILES_LOW, "this machine", "a process may open 2,048 files, at least 4,096"));
        assertThat(new MachineCheck(root.resolve("absent")).look(patient)).isEmpty();
    }

    @Test
    void aConnectorThatFailedIsNamedWithItsReasonAndOneWithoutAWorkerToo() throws Exception {
        List<Finding> found = new ArrayList<>();
        String two = """
                {"orders": {"status": {"connector": {"state": "RUNNING"}, "tasks": [{"id": 0, "state": "FAILED", "trace": "java.io.IOException: gone\\n\\tat x"}]}},
                 "mirror": {"status": {"connector": {"state": "UNASSIGNED"}, "tasks": []}},
                 "shares": {"status": {"connector": {"state": "UNASSIGNED"}, "tasks": [{"id": 0, "state": "RUNNING"}]}},
                 "held": {"status": {"connector": {"state": "PAUSED"}, "tasks": [{"id": 0, "state": "RUNNING"}]}}}
                """;

        // Two workers of one group.
        ConnectCheck.judge(Json.MAPPER.readTree(two), found);
        ConnectCheck.judge(Json.MAPPER.readTree(two), found);

        assertThat(found)
                .containsExactlyInAnyOrder(
                        new Finding(Fault.CONNECTOR_FAILED, "orders, task 0", "java.io.IOException: gone"),
                        new Finding(Fault.CONNECTOR_UNASSIGNED, "mirror", "no worker of its group runs it"),
                        new Finding(Fault.CONNECTOR_PAUSED, "held", "is PAUSED"));
    }

    @Test
    void aNetworkIsSlowByItsFastestAnswerAndLosesPacketsByItsSlowestConnection() {
        assertThat(NetworkCheck.slow("http://r", List.of())).isEmpty();
        assertThat(NetworkCheck.slow("http://r", List.of(300L, 900L, 100L))).isEmpty();
        assertThat(NetworkCheck.slow("http://r", List.of(302L, 900L, 301L)))
                .contains(new Finding(Fault.NETWORK_SLOW, "http://r", "answers after 301 ms at best, limit 100 ms"));
        assertThat(NetworkCheck.lost(List.of(1L, 899L))).isEmpty();
        assertThat(NetworkCheck.lost(List.of(1L, 1_015L, 2L)))
                .contains(new Finding(
                        Fault.NETWORK_LOSS,
                        "this machine",
                        "1 of 3 connections to the parts took a second or longer, as after a lost packet"));
    }
}
