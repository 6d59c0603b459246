package io.tombolo.connectors.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns and their types. */
class FolderColumnsTest {

    @TempDir
    Path dir;

    private FolderRun task() {
        return new FolderRun(dir, Clock.systemUTC());
    }

    @Test
    void columnsKeepTheirTypesAndLaterFilesMayBringMore() throws Exception {
        Files.writeString(dir.resolve("a.jsonl"), "{\"id\":1,\"n\":1,\"deep\":{\"b\":[1,2.50]},\"none\":null}\n");
        FolderRun task = task().run();

        Files.writeString(
                dir.resolve("b.jsonl"), "{\"id\":2,\"n\":\"two\",\"more\":true}\n{\"id\":3,\"n\":3,\"more\":false}\n");
        Files.writeString(dir.resolve("c.csv"), "more,id\ntrue,4\n");
        task.run();

        assertThat(task.values("id")).containsExactly(1L, 3L, 4L);
        assertThat(task.values("more")).isEqualTo(Arrays.asList(null, false, true));
        assertThat(((Struct) task.rows.get(0).value()).get("deep")).isEqualTo("{\"b\":[1,2.50]}");
        assertThat(task.reasons()).containsExactly("b.jsonl 1 BAD_VALUE");
        assertThat(task.notes.stream().map(n -> n.getString("columns")).filter(c -> c != null))
                .containsExactly("id:long,n:long,deep:json", "id:long,n:long,deep:json,more:boolean");
    }

    @Test
    void aColumnThatIsNotConfiguredIsRefusedRatherThanLost() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id,name,more\n1,a,b\n");
        Files.writeString(dir.resolve("b.jsonl"), "{\"id\":2,\"more\":1}\n{\"id\":3,\"more\":null}\n");

        FolderRun task = task().with("columns", "id:long,name:string").run();

        assertThat(task.values("id")).containsExactly(3L);
        assertThat(task.reasons()).containsExactly("a.csv 1 BAD_FILE", "b.jsonl 1 UNKNOWN_FIELD");
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo("a.csv: column more is none of the dataset's columns [id, name]");
    }
}
