package io.tombolo.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does, in a bucket of a real server. */
abstract class S3StoreContract extends ObjectStoreContract {
    static final String ACCESS_KEY = VersityGateway.ACCESS_KEY;
    static final String SECRET = VersityGateway.SECRET;
    static final Duration MINUTES = Duration.ofMinutes(4);
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private String prefix = "";

    abstract URI endpoint();

    /** The SDK's chain begins with these. */
    @BeforeAll
    static void credentials() {
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    @BeforeEach
    void prefix() {
        prefix = "p" + PREFIXES.incrementAndGet();
    }

    /** With timeouts that a busy machine keeps. */
    @Override
    ObjectStore opened(String at) {
        return S3Store.open(S3Location.parse(at), new Patience(MINUTES, MINUTES, MINUTES.multipliedBy(2)));
    }

    @Override
    String at() {
        return "s3://logs/" + prefix + "?region=us-east-1&endpoint=" + endpoint();
    }

    @Test
    void aBucketThatIsNotThereIsNamed() {
        try (ObjectStore store = opened("s3://missing?region=us-east-1&endpoint=" + endpoint())) {
            assertThatThrownBy(() -> store.put("a", new byte[1]))
                    .isInstanceOf(ObjectStoreException.class)
                    .hasMessageContaining("tombolo-objects in s3://missing/ can't be written: ")
                    .hasMessageContaining("404");
        }
    }

    @Test
    void aPrefixIsNotSeenByAnother() {
        open().put("a", new byte[1]);
        prefix = "another";

        assertThat(open().get("a")).isEmpty();
    }

    @Test
    void anObjectThatNeedsCredentialsIsNotOpenToOthers() {
        ObjectStore store = open();
        store.write("a", 0, InputStream::nullInputStream);

        assertThat(store.openTo("a")).isEmpty();
    }

    @Test
    void anObjectThatOneRequestCannotHoldIsRefused() {
        assertThatThrownBy(() -> open().write("a", (5L << 30) + 1, InputStream::nullInputStream))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessage("a in s3://logs/" + prefix + "/: 5,368,709,121 bytes, limit 5,368,709,120");
    }
}
