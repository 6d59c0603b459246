package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code publish} says about columns and about what it does not share; a part of {@link SourcesIT}, on its server. */
final class PublishReports {
    private PublishReports() {}

    static void columnsAreNamedAsInTheFile(ServerProcess server, Path temp) throws Exception {
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

    static void whatIsNotSharedIsSaid(ServerProcess server, Path temp) throws Exception {
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
