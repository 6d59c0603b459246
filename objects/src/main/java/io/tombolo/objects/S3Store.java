package io.tombolo.objects;

import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket, or what is below a prefix in one. Credentials come from the SDK's chain: environment, profile file, container, machine. */
final class S3Store implements ObjectStore {
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;
    private static final String PROBE = "tombolo-objects";
    private static final byte[] PROBED = {'1', '\n'};

    /** Of one request of S3; larger objects would take several. */
    private static final long LARGEST = 5L << 30;

    private final S3Location location;
    private final S3Client client;
    private final Patience patience;
    private volatile boolean probed;

    private S3Store(S3Location location, S3Client client, Patience patience) {
        this.location = location;
        this.client = client;
        this.patience = patience;
    }

    static S3Store open(S3Location location, Patience patience) {
        try {
            return new S3Store(location, builder(location, patience).build(), patience);
        } catch (SdkException unusable) {
            throw new IllegalArgumentException(location + ": " + unusable.getMessage(), unusable);
        }
    }

    private static S3ClientBuilder builder(S3Location location, Patience patience) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(patience.connect())
                        .socketTimeout(patience.silence()))
                .overrideConfiguration(override -> override.apiCallTimeout(patience.whole())
                        .apiCallAttemptTimeout(patience.attempt())
                        .retryStrategy(retries -> retries.retryOnException(S3Store::isBeingWritten)))
                // What other stores than AWS's know as well.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        location.endpoint()
                .ifPresent(endpoint -> builder.endpointOverride(endpoint).forcePathStyle(true));
        location.region().ifPresent(region -> builder.region(Region.of(region)));
        return builder;
    }

    @Override
    public Put put(String name, byte[] bytes) {
        String key = ObjectName.checked(name);
        if (!probed) {
            probe();
        }
        return putAbsent(key, bytes);
    }

    /** A store that does not know If-None-Match would overwrite an object without a word. */
    private synchronized void probe() {
        if (probed) {
            return;
        }
        Put first = putAbsent(PROBE, PROBED);
        Put second = first == Put.STORED ? putAbsent(PROBE, PROBED) : first;
        if (second == Put.STORED) {
            throw new ObjectStoreException(
                    location + " ignores If-None-Match, so that it would overwrite objects: use a store that knows it");
        }
        probed = true;
    }

    private Put putAbsent(String name, byte[] bytes) {
        try {
            client.putObject(
                    request -> request.bucket(location.bucket())
                            .key(location.prefix() + name)
                            .ifNoneMatch("*"),
                    RequestBody.fromBytes(bytes));
            return Put.STORED;
        } catch (S3Exception refused) {
            if (refused.statusCode() == PRECONDITION_FAILED) {
                return there(name, bytes);
            }
            String what = isBeingWritten(refused) ? "is being written by another client" : "can't be written";
            throw failed(name, what, refused);
        } catch (SdkException broken) {
            throw failed(name, "can't be written", broken);
        }
    }

    /** Two read sides put the same object at the same moment: the answer to the next attempt says which one stored it. */
    private static boolean isBeingWritten(Throwable failure) {
        return failure instanceof S3Exception refused && refused.statusCode() == CONFLICT;
    }

    private Put there(String name, byte[] bytes) {
        byte[] held = get(name)
                .orElseThrow(() -> new ObjectStoreException(
                        "%s in %s is there and is not: it was deleted meanwhile".formatted(name, location)));
        return Arrays.equals(held, bytes) ? Put.SAME : Put.OTHER;
    }

    @Override
    public Optional<byte[]> get(String name) {
        String key = location.prefix() + ObjectName.checked(name);
        try {
            return Optional.of(client.getObjectAsBytes(
                            request -> request.bucket(location.bucket()).key(key))
                    .asByteArrayUnsafe());
        } catch (NoSuchKeyException none) {
            return Optional.empty();
        } catch (SdkException broken) {
            throw failed(name, "can't be read", broken);
        }
    }

    @Override
    public List<String> names(String folder) {
        String below = location.prefix() + ObjectName.checked(folder) + "/";
        try {
            return client
                    .listObjectsV2Paginator(
                            request -> request.bucket(location.bucket()).prefix(below))
                    .contents()
                    .stream()
                    .map(object -> object.key().substring(location.prefix().length()))
                    .sorted()
                    .toList();
        } catch (SdkException broken) {
            throw failed(folder + "/", "can't be listed", broken);
        }
    }

    @Override
    public void write(String name, long size, Supplier<InputStream> content) {
        if (size > LARGEST) {
            throw new ObjectStoreException("%s in %s: %,d bytes, limit %,d".formatted(name, location, size, LARGEST));
        }
        String key = location.prefix() + ObjectName.checked(name);
        Duration sending = Patience.sending(size);
        try {
            client.putObject(
                    request -> request.bucket(location.bucket())
                            .key(key)
                            .overrideConfiguration(override -> override.apiCallTimeout(
                                            patience.whole().plus(sending.multipliedBy(2)))
                                    .apiCallAttemptTimeout(patience.attempt().plus(sending))),
                    RequestBody.fromContentProvider(content::get, size, "application/octet-stream"));
        } catch (SdkException broken) {
            throw failed(name, "can't be written", broken);
        }
    }

    @Override
    public Optional<InputStream> open(String name) {
        String key = location.prefix() + ObjectName.checked(name);
        try {
            return Optional.of(client.getObject(
                    request -> request.bucket(location.bucket()).key(key)));
        } catch (NoSuchKeyException none) {
            return Optional.empty();
        } catch (SdkException broken) {
            throw failed(name, "can't be read", broken);
        }
    }

    @Override
    public void delete(String name) {
        String key = location.prefix() + ObjectName.checked(name);
        try {
            client.deleteObject(request -> request.bucket(location.bucket()).key(key));
        } catch (SdkException broken) {
            throw failed(name, "can't be deleted", broken);
        }
    }

    /** Asks for it as anybody could. */
    @Override
    public Optional<String> openTo(String name) {
        String key = location.prefix() + ObjectName.checked(name);
        try (S3Client anybody = builder(location, patience)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            anybody.headObject(request -> request.bucket(location.bucket()).key(key));
            return Optional.of("anybody can read it without credentials");
        } catch (S3Exception refused) {
            if (refused.statusCode() < SERVER_ERROR) {
                return Optional.empty();
            }
            throw failed(name, "can't be asked for without credentials", refused);
        } catch (SdkException broken) {
            throw failed(name, "can't be asked for without credentials", broken);
        }
    }

    private ObjectStoreException failed(String name, String what, SdkException broken) {
        return new ObjectStoreException("%s in %s %s: %s".formatted(name, location, what, broken.getMessage()), broken);
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
