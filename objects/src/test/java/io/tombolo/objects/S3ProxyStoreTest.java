package io.tombolo.objects;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Against S3Proxy, which verifies signatures of version 4. */
class S3ProxyStoreTest extends S3StoreContract {
    @TempDir
    private static Path dir;

    private static S3Proxy server;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(dir.resolve("logs"));
        server = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(dir.toString()))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .jettyMaxThreads(16)
                .build();
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @Override
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }
}
