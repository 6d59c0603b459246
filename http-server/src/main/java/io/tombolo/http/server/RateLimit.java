package io.tombolo.http.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A bucket of requests for each client, which time fills. At most {@link #CLIENTS} clients are known apart: full buckets are forgotten, and
 * where there are too many others, new clients have one bucket together. For any thread.
 */
final class RateLimit {
    static final int CLIENTS = 10_000;

    /** The kind of its refusals; only servers with a rate have it. */
    private static final String TOO_MANY = "too-many-requests";

    private static final double SECOND = 1e9;
    private static final String ADDRESS = "address ";
    private static final String OTHERS = ADDRESS + "others";
    private static final int NETWORK_BYTES = 8;

    private final WebServer.Rate rate;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    /** Requests that were left at a moment. */
    private record Bucket(double left, long at) {}

    RateLimit(WebServer.Rate rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
    }

    boolean applies() {
        return rate.perSecond() > 0;
    }

    /**
     * Counts a request.
     *
     * @param client {@code token NAME} or {@code address ADDRESS}
     * @throws Problem.Refusal 429 when it is one too many; that one is not counted
     */
    void take(String client) {
        long now = nanos.getAsLong();
        String known = network(client);
        if (buckets.size() >= CLIENTS && !buckets.containsKey(known)) {
            buckets.values().removeIf(bucket -> filled(bucket, now) >= rate.burst());
            known = buckets.size() >= CLIENTS ? OTHERS : known;
        }
        double[] missing = {0};
        buckets.compute(known, (name, before) -> {
            double left = before == null ? rate.burst() : filled(before, now);
            missing[0] = 1 - left;
            return new Bucket(left < 1 ? left : left - 1, now);
        });
        if (missing[0] > 0) {
            long seconds = Math.max(1, (long) Math.ceil(missing[0] / rate.perSecond()));
            throw new Problem.Refusal(Problem.of(
                            429,
                            TOO_MANY,
                            "%s: more than %d requests per second, or %d at once; try again in %d s"
                                    .formatted(client, rate.perSecond(), rate.burst(), seconds))
                    .with(Map.of(Problem.RETRY_AFTER, Long.toString(seconds))));
        }
    }

    private double filled(Bucket bucket, long now) {
        return Math.min(rate.burst(), bucket.left() + (now - bucket.at()) / SECOND * rate.perSecond());
    }

    /** Of an IPv6 address the part that a provider gives to one customer. */
    private static String network(String client) {
        if (!client.startsWith(ADDRESS) || client.indexOf(':') < 0) {
            return client;
        }
        try {
            // A text with a colon is read as an address: nobody is asked for it.
            return InetAddress.getByName(client.substring(ADDRESS.length())) instanceof Inet6Address six
                    ? ADDRESS + HexFormat.of().formatHex(six.getAddress(), 0, NETWORK_BYTES)
                    : client;
        } catch (UnknownHostException other) {
            return client;
        }
    }
}
