package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.ReadSideException;
import io.tombolo.consumer.readside.SignedHead;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.tile.TileException;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A read side that changes its answers in one byte, wherever: each lie costs a verdict or is refused, and none is trusted. */
class LyingReadSideTest {
    private static final int LEAVES = 300;
    private static final DatasetId DATASET = DatasetId.parse("acme.example/lied");

    private Owner owner;
    private Owner.Log log;

    @BeforeEach
    void seal() {
        owner = new Owner(DATASET, 1);
        owner.seal(records(0, LEAVES), LEAVES);
        owner.anchor();
        log = owner.log(0);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(int from, int to) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                    DATASET.topic(), 0, 2L * i, new byte[] {1}, ("event " + i).getBytes(StandardCharsets.UTF_8));
            record.headers().add(new RecordHeader("tombolo-salt", new byte[16]));
            records.add(record);
        }
        return records;
    }

    @AfterEach
    void close() {
        owner.close();
    }

    @Test
    void givesNoHeadThatWasNotSignedWhicheverByteOfAListIsChanged() {
        Set<TreeHead> signed = Set.of(log.head(LEAVES));
        for (String path : List.of("/checkpoints", "/anchors")) {
            int length = length(path);
            for (int i = 0; i < length; i += 11) {
                lie(path, i);

                for (SignedHead head : believed()) {
                    assertThat(signed)
                            .as("%s, byte %s", path, i)
                            .contains(new TreeHead(
                                    head.expected().size(), head.expected().root()));
                }
            }
        }
    }

    @Test
    void opensEveryCheckpointThatComesAloneAndEverySoManyOfThoseThatComeTogether() {
        List<Long> sizes = new ArrayList<>();
        Consumer<SignedHead> opened = head -> sizes.add(head.expected().size());
        try (Owner busy = new Owner(DATASET, 1)) {
            busy.keepsHeads = true;
            busy.seal(records(0, 40_000), 1000);
            LogHeads heads =
                    new LogHeads(busy.readSide(), busy.log(0).origin, busy.policy(), Map.of(), LogHeads.CATCHING_UP);

            heads.next(opened, finding -> {});
            busy.seal(records(40_000, 40_100), 1000);
            heads.next(opened, finding -> {});
            busy.seal(records(40_100, 40_200), 1000);
            heads.next(opened, finding -> {});
        }
        assertThat(sizes).containsExactly(16_000L, 32_000L, 40_000L, 40_100L, 40_200L);
    }

    @Test
    void refusesOrIgnoresTheNewestCheckpointWhicheverByteOfItIsChanged() {
        int length = log.note(LEAVES).getBytes(StandardCharsets.UTF_8).length;
        for (int i = 0; i < length; i += 5) {
            List<Finding> findings = new ArrayList<>();
            lie("/checkpoint", i);

            Optional<TreeHead> newest = heads().newest(findings::add);

            assertThat(newest).as("byte %s", i).isEmpty();
            assertThat(findings).as("byte %s", i).isNotEmpty();
        }
    }

    @Test
    void believesNoTileOrEntryOfWhichAByteIsChanged() {
        TreeHead head = log.head(300);
        Set<String> outcomes = new HashSet<>();
        for (int leaf : List.of(0, 299)) {
            byte[] honest = log.entries.get(leaf);
            for (String path : List.of("/tile/0/", "/tile/1/", "/tile/entries/")) {
                for (int i = 0; i < 9000; i += 397) {
                    lie(path, i);
                    try {
                        byte[] entry = new TileReader(owner.readSide().tiles(log.origin), head).entry(leaf);
                        assertThat(entry)
                                .as("%s byte %s leaf %s", path, i, leaf)
                                .isEqualTo(honest);
                        outcomes.add("untouched");
                    } catch (TileException e) {
                        outcomes.add("refused");
                    }
                }
            }
        }
        assertThat(outcomes).contains("refused");
    }

    @Test
    void refusesAnAnchorWhoseReceiptBreaksItsReaderAndGoesOnToTheNext() {
        owner.seal(records(LEAVES, 2 * LEAVES), LEAVES);
        owner.anchor();
        ReceiptVerifier breaking = (receipt, trust) -> {
            if (new String(receipt, StandardCharsets.UTF_8).contains("\n" + LEAVES + "\n")) {
                throw new ArrayIndexOutOfBoundsException(12);
            }
            return new PlainReceipts().check(receipt, trust);
        };
        LogHeads heads = new LogHeads(owner.readSide(), log.origin, owner.policy(), Map.of("plain", breaking));
        List<Finding> findings = new ArrayList<>();
        List<SignedHead> anchored = new ArrayList<>();

        heads.next(head -> head.ledger().ifPresent(ledger -> anchored.add(head)), findings::add);

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.refusal()).isEqualTo(Refusal.MALFORMED);
            assertThat(finding.detail()).contains("anchor of size 300 on plain:", "its reader failed");
        });
        assertThat(anchored).extracting(head -> head.expected().size()).containsExactly(2L * LEAVES);
    }

    @Test
    void endsAListOfHeadsOfTheLargestSizeThereIs() {
        lies(body -> new String(body, StandardCharsets.UTF_8)
                .replace("\"size\":" + LEAVES, "\"size\":" + Long.MAX_VALUE)
                .getBytes(StandardCharsets.UTF_8));

        assertThat(believed()).isEmpty();
    }

    private void lies(UnaryOperator<byte[]> lie) {
        owner.lies.put("/checkpoints", lie);
        owner.lies.put("/anchors", lie);
    }

    private List<SignedHead> believed() {
        List<SignedHead> heads = new ArrayList<>();
        try {
            heads().next(heads::add, finding -> {});
        } catch (ReadSideException e) {
            assertThat(e).hasMessageContaining("http");
        }
        return heads;
    }

    private LogHeads heads() {
        return new LogHeads(owner.readSide(), log.origin, owner.policy(), Map.of("plain", new PlainReceipts()));
    }

    private int length(String path) {
        int[] length = new int[1];
        owner.lies.clear();
        owner.lies.put(path, body -> {
            length[0] = Math.max(length[0], body.length);
            return body;
        });
        assertThat(believed()).hasSize(2);
        return length[0];
    }

    private void lie(String path, int place) {
        owner.lies.clear();
        owner.lies.put(path, body -> {
            byte[] lie = body.clone();
            if (place < lie.length) {
                lie[place] ^= 1;
            }
            return lie;
        });
    }
}
