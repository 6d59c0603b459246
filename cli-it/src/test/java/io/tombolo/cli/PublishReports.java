package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.cli.shell.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What {@code publish} says about columns and about what it does not share; a part of {@link SourcesIT}, on its server. */
final class PublishReports {
    private PublishReports() {}

    static void columnsAreNamedAsInTheFile(NodeHere server, Path temp) throws Exception {
        String stock = Files.writeString(temp.resolve("stock.csv"), "Order No.,item,price\n1,cup,4.50\n")
                .toString();

        Shell.Said said = SourcesIT.publish(server, "stock", "--key=Order No.", stock);
        Shell.Said otherKey = SourcesIT.publish(server, "stock", "--key=item", stock);
        Shell.Said typed = SourcesIT.publish(
                server, "typed", "--key=item", "--types=price:double,item:string,Order No.:long", stock);
        Shell.Said untyped = SourcesIT.publish(server, "untyped", "--key=item", "--types=item:string", stock);
        Shell.Said noType = SourcesIT.publish(server, "untyped", "--key=item", "--types=item:text", stock);
        Shell.Said noKey = SourcesIT.publish(server, "untyped", "--key=id", stock);

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out())
                .contains(
                        "Columns, as inferred (--types changes them): Order_No_ long (from Order No.), item string, price string.");
        assertThat(otherKey.exitCode()).isEqualTo(2);
        assertThat(otherKey.err())
                .contains(
                        "tombolo: dataset acme.example/stock has the key Order_No_, --key says item: the key of a dataset"
                                + " does not change; share the file as another dataset");
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(untyped.err()).contains("--types must name every column, and has no Order_No_, price");
        assertThat(noType.exitCode()).isEqualTo(2);
        assertThat(noType.err()).startsWith("tombolo: --types: ").contains("text");
        assertThat(noKey.err()).contains("--key names column id, the header has Order_No_, item, price");
    }

    static void partitionsStayAndAKeyIsFoundInAnyOfThem(NodeHere server, Path temp) throws Exception {
        String rows = Files.writeString(
                        temp.resolve("spread.csv"),
                        "id\n"
                                + IntStream.range(0, 20)
                                        .mapToObj(id -> id + "\n")
                                        .collect(Collectors.joining()))
                .toString();

        Shell.Said said = SourcesIT.publish(server, "spread", "--key=id", "--partitions=3", rows);
        Shell.Said other = SourcesIT.publish(server, "spread", "--key=id", "--partitions=2", rows);
        Shell.Said same = SourcesIT.publish(server, "spread", "--key=id", rows);
        Set<String> partitions = new TreeSet<>();
        for (int id = 0; id < 20; id++) {
            Shell.Said found = ofKey(server, temp, "{\"id\": " + id + "}");
            assertThat(found.exitCode()).as(found.err()).isZero();
            partitions.add(found.out().replaceAll("(?s).*partition (\\d), 1 event.*", "$1"));
        }
        Shell.Said nobody = ofKey(server, temp, "{\"id\": 20}");
        copyToOtherPartition(new Server().at(server.api()).endpoints().kafka());
        Shell.Said twice = ofKey(server, temp, "{\"id\": 0}");
        Shell.Said status = Shell.run("status", "--server", server.api());

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.errLines())
                .containsExactly(
                        "tombolo: --partitions 2: topic acme.example.spread has 3, and the number does not change: "
                                + "leave the option out, or share the file as another dataset");
        assertThat(same.exitCode()).as(same.err()).isZero();
        assertThat(partitions).containsExactly("0", "1", "2");
        assertThat(nobody.errLines())
                .containsExactly("tombolo: --key {\"id\": 20}: no event of acme.example/spread has it");
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err())
                .matches(
                        "tombolo: --key \\{\"id\": 0}: events of acme.example/spread in partitions \\[\\d, \\d] have it,"
                                + " and evidence is of one: choose it with --partition\\n");
        assertThat(status.out()).contains("stopped: publish has ended, and the file or folder is not watched;");
    }

    private static Shell.Said ofKey(NodeHere server, Path temp, String key) throws IOException {
        return Shell.run(
                "evidence",
                "--server",
                server.api(),
                "--dataset=acme.example/spread",
                "--key",
                key,
                "-o",
                temp.resolve("key.json").toString());
    }

    /** As a producer with another partitioner would do: every record of a partition again in the next one. */
    private static void copyToOtherPartition(String kafka) throws Exception {
        List<TopicPartition> all = IntStream.range(0, 3)
                .mapToObj(partition -> new TopicPartition("acme.example.spread", partition))
                .toList();
        try (KafkaConsumer<byte[], byte[]> from = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> to = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            from.assign(all);
            from.seekToBeginning(all);
            int copied = 0;
            while (copied < 20) {
                for (ConsumerRecord<byte[], byte[]> record : from.poll(Duration.ofSeconds(1))) {
                    to.send(new ProducerRecord<>(
                                    record.topic(),
                                    (record.partition() + 1) % 3,
                                    record.key(),
                                    record.value(),
                                    record.headers()))
                            .get();
                    copied++;
                }
            }
        }
    }

    static void whatIsNotSharedIsSaid(NodeHere server, Path temp) throws Exception {
        Path skipped = Files.createDirectory(temp.resolve("skipped"));
        Files.writeString(skipped.resolve("x.json"), "{\"id\":1}\n");
        Path file = Files.writeString(temp.resolve("semicolons.csv"), "id;item\n1;cup\n");

        Shell.Said none = SourcesIT.publish(server, "skipped", "--key=id", skipped.toString());
        Shell.Said separated = SourcesIT.publish(server, "separated", "--key=id", file.toString());
        Shell.Said noDot = Shell.run(
                "publish",
                "--server",
                server.api(),
                "--organisation=acme",
                "--dataset=orders",
                "--key=id",
                file.toString());

        assertThat(none.out()).contains("Skipped, because their names indicate no format (see --format): x.json.");
        assertThat(separated.err()).contains("the header has id_item (id;item): if that is several columns");
        assertThat(noDot.exitCode()).isEqualTo(2);
        assertThat(noDot.err())
                .contains("organisation 'acme': must be a lower-case domain name with a dot, as acme.example");
    }
}
