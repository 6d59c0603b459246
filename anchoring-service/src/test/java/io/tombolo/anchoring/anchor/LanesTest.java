package io.tombolo.anchoring.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.lane.Lanes;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.Credential;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LedgerPeer;
import io.tombolo.ledger.NameAdministration;
import io.tombolo.ledger.NameRule;
import io.tombolo.ledger.memory.InMemoryConsortium;
import io.tombolo.merkle.CompactRange;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.SealedBatch;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanesTest {
    @TempDir
    Path dir;

    private long now = 1_000_000;
    private final Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(now)).withZone(ZoneOffset.UTC);
    private final InMemoryConsortium consortium = new InMemoryConsortium("test", clock);
    private final StatusBoard status = new StatusBoard();
    private final List<AnchorRecord> published = new ArrayList<>();
    private final Map<String, CompactRange> trees = new HashMap<>();
    private final Deque<Runnable> calls = new ArrayDeque<>();
    private AnchoringConfig.Anchor config = AnchoringConfig.FILE.defaults().anchor();
    private PemLogKeys keys;

    @BeforeEach
    void makeKeys() {
        keys = new PemLogKeys(dir);
    }

    @Test
    void doesNotLetOneLedgerThatIsSlowDelayTheOthers() {
        Anchorer anchorer = anchorer(organisation -> consortium.ledger(organisation));
        anchorer.take(seal("slow.example/a/0", 3), 0);
        anchorer.round(this::commit);
        Runnable slow = calls.remove();

        anchorer.take(seal("quick.example/a/0", 3), 0);
        for (int i = 0; i < 3; i++) {
            anchorer.take(seal("slow.example/a/0", 2), 0);
            anchorer.take(seal("quick.example/a/0", 2), 0);
            anchorer.round(this::commit);
            calls.remove().run();
            anchorer.round(this::commit);
            now += 5_000;
        }

        assertThat(published)
                .extracting(AnchorRecord::origin, AnchorRecord::size)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("quick.example/a/0", 5L),
                        org.assertj.core.groups.Tuple.tuple("quick.example/a/0", 7L),
                        org.assertj.core.groups.Tuple.tuple("quick.example/a/0", 9L));
        slow.run();
        anchorer.round(this::commit);
        calls.remove().run();
        anchorer.round(this::commit);
        assertThat(published)
                .filteredOn(anchor -> anchor.origin().startsWith("slow"))
                .extracting(AnchorRecord::size)
                .containsExactly(3L, 9L);
    }

    @Test
    void keepsToItsBudgetWithFewerAndFullerTransactions() {
        config = config.withPace(1_000, 6).withLimits(500, 1_000_000);
        Anchorer anchorer = anchorer(organisation -> consortium.ledger(organisation));
        anchorer.take(seal("acme.example/a/0", 1), 0);
        anchorer.take(seal("acme.example/b/0", 1), 0);
        run(anchorer, 60_000, 0);
        long registered = consortium.transactions();

        for (int second = 0; second < 600; second++) {
            anchorer.take(seal("acme.example/a/0", 1), 0);
            anchorer.take(seal("acme.example/b/0", 1), 0);
            run(anchorer, 1_000, 1_000);
        }

        assertThat(consortium.transactions() - registered).isBetween(57L, 62L);
        assertThat(published.get(published.size() - 1).size()).isGreaterThan(590);
        AnchoringStatus.Ledger ledger = status.ledgers().get(0);
        assertThat(ledger.overBudget()).isTrue();
        assertThat(ledger.bytes()).isPositive();
    }

    @Test
    void packsByNumberAndByBytesAndPassesNobodyOver() {
        config = config.withPace(200, 100_000).withLimits(4, 12 << 10);
        Anchorer anchorer = anchorer(organisation -> consortium.ledger(organisation));
        for (int i = 0; i < 30; i++) {
            anchorer.take(seal("acme.example/d" + i + "/0", 1), 0);
        }
        run(anchorer, 10_000, 50);
        assertThat(published).hasSize(30);
        published.clear();
        long before = consortium.transactions();

        for (int i = 0; i < 30; i++) {
            anchorer.take(seal("acme.example/d" + i + "/0", 1_000), 0);
        }
        run(anchorer, 10_000, 50);

        assertThat(published).extracting(AnchorRecord::size).hasSize(30).containsOnly(1_001L);
        assertThat(consortium.transactions() - before).isBetween(8L, 30L);
    }

    @Test
    void givesEachLedgerThePaceOfItsName() {
        config = config.withPace(5_000, 60)
                .withLedgers(Map.of("memory:test", new AnchoringConfig.Anchor.Pace(60_000, 1)));
        Anchorer anchorer = anchorer(organisation -> consortium.ledger(organisation));
        anchorer.take(seal("acme.example/a/0", 1), 0);
        run(anchorer, 60_000, 1_000);
        published.clear();

        for (int second = 0; second < 600; second++) {
            anchorer.take(seal("acme.example/a/0", 1), 0);
            run(anchorer, 1_000, 1_000);
        }

        assertThat(published).hasSizeBetween(8, 11);
    }

    @Test
    void spreadsWhatALedgersOperatorAllowsOverTheDayAndAcrossLogs() {
        Ledger consortiums = consortium.ledger("acme.example");
        Ledger limited = (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(),
                new Class<?>[] {Ledger.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "headsAtOnce" -> 1;
                    case "transactionsPerDay" -> 144;
                    default -> method.invoke(consortiums, arguments);
                });
        Anchorer anchorer = anchorer(organisation -> limited);
        anchorer.take(seal("acme.example/a/0", 1), 0);
        anchorer.take(seal("acme.example/b/0", 1), 0);
        run(anchorer, 3_600_000, 10_000);
        published.clear();

        for (int minute = 0; minute < 600; minute++) {
            anchorer.take(seal("acme.example/a/0", 1), 0);
            anchorer.take(seal("acme.example/b/0", 1), 0);
            run(anchorer, 60_000, 10_000);
        }

        assertThat(published).hasSizeBetween(57, 61);
        assertThat(published)
                .filteredOn(anchor -> anchor.origin().equals("acme.example/a/0"))
                .hasSizeBetween(28, 31);
        assertThat(status.ledgers().get(0).overBudget()).isTrue();
    }

    @Test
    void anchorsOrganisationsWhoseLedgerOpensThoughAnothersDoesNot() {
        Anchorer anchorer = anchorer(organisation -> {
            if (organisation.equals("broken.example")) {
                throw new LedgerException.Unavailable("no certificate for broken.example", null);
            }
            return consortium.ledger(organisation);
        });

        anchorer.take(seal("broken.example/a/0", 1), 0);
        anchorer.take(seal("sound.example/a/0", 1), 0);
        run(anchorer, 20_000, 1_000);

        assertThat(published).extracting(AnchorRecord::origin).containsExactly("sound.example/a/0");
        assertThat(status.ledgers())
                .filteredOn(ledger -> ledger.organisation().equals("broken.example"))
                .singleElement()
                .satisfies(ledger -> assertThat(ledger.lastError()).isEqualTo("no certificate for broken.example"));
    }

    @Test
    void setsARefusedLogAsideNamesItAndTriesItAgainAfterARestart() {
        consortium
                .ledger("thief.example")
                .register(new io.tombolo.ledger.DatasetRegistration(
                        "acme.example", "stolen", keys.publicKey("acme.example")));
        Map<String, byte[]> saved = new HashMap<>();
        Anchorer anchorer = anchorer(organisation -> consortium.ledger(organisation));
        anchorer.take(seal("acme.example/stolen/0", 1), 0);
        anchorer.take(seal("other.example/a/0", 1), 0);
        for (int i = 0; i < 10; i++) {
            anchorer.round((logs, anchors) -> {
                logs.forEach(log -> saved.put(log.origin(), log.serialise()));
                published.addAll(anchors);
            });
            runCalls();
            now += 1_000;
        }

        Frontier aside = Frontier.restore(saved.get("acme.example/stolen/0"));
        assertThat(aside.setAsideFor()).startsWith("NOT_OWNER: acme.example is bound to thief.example");
        assertThat(published).extracting(AnchorRecord::origin).containsExactly("other.example/a/0");
        assertThat(status.ledgers())
                .filteredOn(ledger -> ledger.organisation().equals("acme.example"))
                .singleElement()
                .satisfies(ledger -> assertThat(ledger.refusals()).containsEntry("NOT_OWNER", 1L));
        aside.retry();
        assertThat(aside.setAsideFor()).isEmpty();
        assertThat(aside.isBehind()).isTrue();
    }

    @Test
    void anchorsALogOnceItsOrganisationsNameIsApproved() {
        NameAdministration acme = consortium.ledger("acme.example").names().orElseThrow();
        NameRule rule = new NameRule(1, List.of("acme.example"));
        acme.vote(rule);
        Anchorer anchorer = anchorer(organisation -> consortium.ledger(organisation));
        anchorer.take(seal("new.example/a/0", 1), 0);
        run(anchorer, 20_000, 1_000);

        assertThat(published).isEmpty();
        assertThat(status.ledgers())
                .singleElement()
                .satisfies(ledger -> assertThat(ledger.refusals()).containsEntry("NAME_NOT_APPROVED", 1L));
        long transactions = consortium.transactions();
        acme.approve("new.example", "new.example");
        run(anchorer, 20_000, 1_000);

        assertThat(published).extracting(AnchorRecord::origin).containsExactly("new.example/a/0");
        assertThat(consortium.transactions() - transactions).isEqualTo(3);
    }

    @Test
    void tellsWhatAConnectionDependsOnThoughNothingIsAnchored() {
        Credential credential = new Credential("identity of AcmeMSP", "CN=acme", Instant.ofEpochSecond(9));
        LedgerPeer peer = new LedgerPeer("peer0:7051", false, 3);
        Ledger consortiums = consortium.ledger("acme.example");
        Ledger ledger = (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(),
                new Class<?>[] {Ledger.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "credentials" -> List.of(credential);
                    case "peers" -> List.of(peer);
                    default -> method.invoke(consortiums, arguments);
                });
        Anchorer anchorer = anchorer(organisation -> ledger);

        anchorer.begin(List.of(new Frontier("acme.example/a/0", "acme.example", "a", 0)), true);
        anchorer.round(this::commit);

        assertThat(status.ledgers()).singleElement().satisfies(told -> {
            assertThat(told.credentials()).containsExactly(credential);
            assertThat(told.peers()).containsExactly(peer);
        });
    }

    private Anchorer anchorer(Function<String, Ledger> ledgers) {
        Anchorer anchorer = new Anchorer(
                config,
                new Lanes(config, keys, ledgers, calls::add, clock, status, true, Probe.NONE),
                new Searches(new LogReplay((origin, sink) -> {}), Runnable::run, status),
                clock,
                status,
                Probe.NONE);
        anchorer.begin(List.of(), true);
        return anchorer;
    }

    /** Rounds over so much time, with ledgers that answer at once; {@code step} 0 for one round at the end. */
    private void run(Anchorer anchorer, long millis, long step) {
        long until = now + millis;
        while (now < until) {
            anchorer.round(this::commit);
            runCalls();
            now += step == 0 ? 500 : step;
        }
        anchorer.round(this::commit);
    }

    private void runCalls() {
        while (!calls.isEmpty()) {
            calls.remove().run();
        }
    }

    private void commit(List<Frontier> logs, List<AnchorRecord> anchors) {
        published.addAll(anchors);
    }

    private SealedCheckpoint seal(String origin, int leaves) {
        CompactRange whole = trees.computeIfAbsent(origin, o -> CompactRange.empty());
        CompactRange range = CompactRange.emptyAt(whole.end());
        for (int i = 0; i < leaves; i++) {
            byte[] entry = Long.toString(whole.end()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            whole.append(entry);
            range.append(entry);
        }
        String[] parts = origin.split("/", -1);
        DatasetId dataset = new DatasetId(parts[0], parts[1]);
        return new SealedCheckpoint(
                new SealedBatch(
                        origin,
                        dataset.organisation(),
                        dataset.name(),
                        dataset.topic(),
                        0,
                        range.begin(),
                        whole.end(),
                        whole.root(),
                        range.begin(),
                        whole.end() - 1,
                        clock.instant(),
                        keys.note(dataset.organisation(), origin, whole.head())),
                range,
                null);
    }
}
