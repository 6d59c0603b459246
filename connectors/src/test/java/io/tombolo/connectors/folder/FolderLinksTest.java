package io.tombolo.connectors.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write into the drop folder may not thereby have any file of the machine shared. */
class FolderLinksTest {

    @TempDir
    Path dir;

    private Path folder;
    private Path outside;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectory(dir.resolve("drops"));
        outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(outside.resolve("secret.csv"), "id,name\n9,secret\n");
        Files.writeString(folder.resolve("z.csv"), "id,name\n1,one\n");
    }

    @Test
    void linksOfEveryKindArePassedOverWithANoteEach() throws Exception {
        Files.createSymbolicLink(folder.resolve("a.csv"), outside.resolve("secret.csv"));
        Files.createSymbolicLink(folder.resolve("b.csv"), Path.of("../outside/secret.csv"));
        Files.createSymbolicLink(folder.resolve("c.csv"), Path.of("a.csv"));
        Files.createSymbolicLink(folder.resolve("d.csv"), Path.of("nowhere.csv"));
        Files.createSymbolicLink(folder.resolve("e.csv"), Path.of("e.csv"));
        Files.createSymbolicLink(folder.resolve("f"), outside);
        Files.createSymbolicLink(folder.resolve("g.csv"), Path.of("z.csv"));

        FolderRun task = run().run();

        assertThat(task.values("name")).containsExactly("one");
        assertThat(task.rejected).isEmpty();
        assertThat(task.events())
                .containsExactly(
                        "LINK a.csv 0",
                        "LINK b.csv 0",
                        "LINK c.csv 0",
                        "LINK d.csv 0",
                        "LINK e.csv 0",
                        "LINK f 0",
                        "LINK g.csv 0",
                        "BEGUN z.csv 0",
                        "COLUMNS z.csv 0",
                        "SHARED z.csv 1");
        task.run();
        assertThat(task.events()).as("noted once, also over a restart").hasSize(10);
    }

    @Test
    void linksAreFollowedWhenTheOperatorAsksForIt() throws Exception {
        Files.createSymbolicLink(folder.resolve("a.csv"), Path.of("b.csv"));
        Files.createSymbolicLink(folder.resolve("b.csv"), Path.of("../outside/secret.csv"));
        Files.createSymbolicLink(folder.resolve("c.csv"), Path.of("nowhere.csv"));
        Files.createSymbolicLink(folder.resolve("f"), outside);

        FolderRun task = run().with("follow.symlinks", "true").run();

        assertThat(task.values("name")).containsExactly("secret", "one");
        assertThat(task.events()).noneMatch(event -> event.startsWith("LINK"));
    }

    @Test
    void aFolderThatIsALinkIsRefusedUnlessTheOperatorAsksForIt() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), folder);

        assertThatThrownBy(() -> new FolderRun(link, Clock.systemUTC()).run())
                .isInstanceOf(ConnectException.class)
                .hasMessage(link + ": is a symbolic link, to " + folder
                        + ". Name the file or folder itself, or set follow.symlinks=true (publish: --follow-symlinks)");
        assertThat(new FolderRun(link, Clock.systemUTC())
                        .with("follow.symlinks", "true")
                        .run()
                        .values("name"))
                .containsExactly("one");
    }

    @Test
    void aFolderThatIsSwappedForALinkIsNoticed() throws Exception {
        FolderRun task = run();
        task.start();
        task.drain();

        Files.move(folder, dir.resolve("away"));
        Files.createSymbolicLink(folder, outside);

        assertThatThrownBy(task::drain).isInstanceOf(ConnectException.class).hasMessageContaining("drops: ");
        assertThat(task.values("name")).containsExactly("one");
    }

    @Test
    void aFolderAboveThatIsSwappedForALinkIsNoticed() throws Exception {
        Path above = Files.createDirectory(dir.resolve("above"));
        Path inner = Files.createDirectory(above.resolve("drops"));
        Files.writeString(inner.resolve("z.csv"), "id,name\n1,one\n");
        FolderRun task = new FolderRun(inner, Clock.systemUTC());
        task.start();
        task.drain();

        Files.move(above, dir.resolve("away"));
        Files.createDirectory(outside.resolve("drops"));
        Files.writeString(outside.resolve("drops/y.csv"), "id,name\n9,secret\n");
        Files.createSymbolicLink(above, outside);

        assertThatThrownBy(task::drain)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("leads to " + outside.resolve("drops") + " now, and led to " + inner);
        assertThat(task.values("name")).containsExactly("one");
    }

    private FolderRun run() {
        return new FolderRun(folder, Clock.systemUTC());
    }
}
