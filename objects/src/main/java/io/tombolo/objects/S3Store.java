package io.tombolo.objects;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
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
    private static final String PROBE = "tombolo-objects";
    private static final byte[] PROBED = {'1', '\n'};

    /**
     * How long a store is waited for.
     *
     * @param silence of a server that says nothing; an attempt ends after it and {@code connect}
     * @param whole of one request, with its repetitions
     */
    record Patience(Duration connect, Duration silence, Duration whole) {
        static final Patience STANDARD =
                new Patience(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    private final S3Location location;
    private final S3Client client;
    private volatile boolean probed;

    private S3Store(S3Location location, S3Client client) {
        this.location = location;
        this.client = client;
    }

    static S3Store open(S3Location location, Patience patience) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(patience.connect())
                        .socketTimeout(patience.silence()))
                .overrideConfiguration(override -> override.apiCallTimeout(patience.whole())
                        .apiCallAttemptTimeout(patience.connect().plus(patience.silence()))
                        .retryStrategy(retries -> retries.retryOnException(S3Store::isBeingWritten)))
                // What other stores than AWS's know as well.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        location.endpoint()
                .ifPresent(endpoint -> builder.endpointOverride(endpoint).forcePathStyle(true));
        location.region().ifPresent(region -> builder.region(Region.of(region)));
        try {
            return new S3Store(location, builder.build());
        } catch (SdkException unusable) {
            throw new IllegalArgumentException(location + ": " + unusable.getMessage(), unusable);
        }
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
