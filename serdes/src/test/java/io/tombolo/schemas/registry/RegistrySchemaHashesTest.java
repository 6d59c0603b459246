package io.tombolo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.PartFormat;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RegistrySchemaHashesTest {

    private static final String SCHEMA = "{\"type\":\"record\",\"name\":\"a.R\",\"fields\":[]}";

    @Test
    void knowsASchemaAsSoonAsItIsRegistered() {
        InMemoryRegistry registry = new InMemoryRegistry();
        Committer committer = new Committer(new RegistrySchemaHashes(registry), PartFormat.RAW, PartFormat.AVRO);
        int id = registry.register("s", SchemaSource.of(SCHEMA), false);

        assertThat(committer.commit(null, framed(id), null).form()).isEqualTo((byte) 0);
        assertThat(committer.commit(null, framed(id + 1), null).form()).isEqualTo((byte) 1);
    }

    @Test
    void passesOnThatTheRegistryIsDown() {
        Committer committer = new Committer(
                id -> {
                    throw new RegistryException.Unavailable("registry: down", null);
                },
                PartFormat.RAW,
                PartFormat.AVRO);

        assertThatThrownBy(() -> committer.commit(null, framed(1), null))
                .isInstanceOf(RegistryException.Unavailable.class);
    }

    private static byte[] framed(int id) {
        return ByteBuffer.allocate(6).put((byte) 0).putInt(id).put((byte) 'v').array();
    }
}
