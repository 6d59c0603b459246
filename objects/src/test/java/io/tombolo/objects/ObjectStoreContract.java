package io.tombolo.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store does. */
abstract class ObjectStoreContract {
    private static final byte[] BYTES = {0, 1, 2, -1};
    private final List<ObjectStore> opened = new ArrayList<>();

    /** Where the store of this test is; nothing is in it yet. */
    abstract String at();

    ObjectStore opened(String at) {
        return ObjectStore.at(at);
    }

    final ObjectStore open() {
        ObjectStore store = opened(at());
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() {
        opened.forEach(ObjectStore::close);
    }

    @Test
    void anObjectIsReadByAnotherClientAsItWasPut() {
        ObjectStore store = open();
        assertThat(store.get("acme.example/flights/0/tile/entries/000")).isEmpty();

        assertThat(store.put("acme.example/flights/0/tile/entries/000", BYTES)).isEqualTo(ObjectStore.Put.STORED);

        assertThat(open().get("acme.example/flights/0/tile/entries/000"))
                .hasValueSatisfying(held -> assertThat(held).isEqualTo(BYTES));
        assertThat(store.get("acme.example/flights/0/tile/entries/001")).isEmpty();
    }

    @Test
    void aNameIsTakenOnce() {
        ObjectStore store = open();
        store.put("a/b", BYTES);

        assertThat(store.put("a/b", BYTES)).isEqualTo(ObjectStore.Put.SAME);
        assertThat(store.put("a/b", new byte[] {9})).isEqualTo(ObjectStore.Put.OTHER);

        assertThat(store.get("a/b")).hasValueSatisfying(held -> assertThat(held).isEqualTo(BYTES));
    }

    @Test
    void anObjectOfAnySizeIsListedReadReplacedAndDeleted() throws IOException {
        ObjectStore store = open();
        byte[] large = new byte[(3 << 20) + 1];
        assertThat(store.names("large")).isEmpty();

        store.write("large/b/1", large.length, () -> new ByteArrayInputStream(large));
        store.write("large/a", 0, InputStream::nullInputStream);
        store.write("larger", 1, () -> new ByteArrayInputStream(new byte[1]));

        assertThat(store.names("large")).containsExactly("large/a", "large/b/1");
        assertThat(store.open("large/c")).isEmpty();
        assertThat(read(store, "large/b/1")).isEqualTo(large);
        store.write("large/b/1", 2, () -> new ByteArrayInputStream(new byte[2]));
        assertThat(read(store, "large/b/1")).isEqualTo(new byte[2]);
        store.delete("large/a");
        store.delete("large/a");
        assertThat(store.names("large")).containsExactly("large/b/1");
    }

    @Test
    void anObjectWhoseContentCannotBeReadToItsEndIsNotStored() {
        ObjectStore store = open();
        InputStream broken = new InputStream() {
            private final byte[] first = new byte[1];

            @Override
            public int read() throws IOException {
                return read(first, 0, 1) < 0 ? -1 : first[0];
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("the disk is broken");
            }
        };

        assertThatThrownBy(() -> store.write("x/a", 3, () -> broken))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageContaining("x/a in ")
                .hasMessageContaining("the disk is broken");
        assertThat(store.open("x/a")).isEmpty();
    }

    private static byte[] read(ObjectStore store, String name) throws IOException {
        try (InputStream object = store.open(name).orElseThrow()) {
            return object.readAllBytes();
        }
    }

    @Test
    void ofManyThatPutAtOnceOneIsFirst() throws Exception {
        List<Future<ObjectStore.Put>> answers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        ObjectStore store = open();
        try {
            for (int i = 0; i < 4; i++) {
                byte[] bytes = ("from " + i).getBytes(StandardCharsets.UTF_8);
                answers.add(threads.submit(() -> store.put("raced", bytes)));
            }
            List<ObjectStore.Put> found = new ArrayList<>();
            for (Future<ObjectStore.Put> answer : answers) {
                found.add(answer.get());
            }

            assertThat(found).containsOnlyOnce(ObjectStore.Put.STORED).doesNotContain(ObjectStore.Put.SAME);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aNameThatLeavesTheStoreIsRefused() {
        ObjectStore store = open();
        for (String name : List.of("../a", "a/../b", "/a", "a//b", "a/", "", "a b", "a/./b", "a\\b")) {
            assertThatThrownBy(() -> store.put(name, BYTES))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("object name \"" + name
                            + "\": must be segments of A-Z a-z 0-9 . _ ~ + @ % - with slashes between them");
        }
        assertThatThrownBy(() -> store.get("a".repeat(901))).hasMessage("object name of 901 characters: limit 900");
    }
}
