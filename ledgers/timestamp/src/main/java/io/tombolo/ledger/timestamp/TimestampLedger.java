package io.tombolo.ledger.timestamp;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpLimits;
import io.tombolo.ledger.AskedLedger;
import io.tombolo.ledger.Ledger;
import io.tombolo.verification.receipt.TimestampTrust;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A time-stamping authority (RFC 3161 over HTTP) as a ledger: a head that it time-stamped is anchored, and the time-stamp with the
 * checkpoint's text is the receipt. It knows nothing of logs: it refuses no head, and each one costs a request.
 */
public final class TimestampLedger {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(15), 64 << 10, 0);

    private TimestampLedger() {}

    /**
     * The authority that a policy would name so; nothing is sent yet.
     *
     * @param urls where to ask, http or https: the next one when one gives no time-stamp
     * @param requestsPerDay what its operator allows
     * @param clock from which its time may be 10 minutes away
     * @throws IllegalArgumentException when one of the URLs is not one
     */
    public static Ledger of(TimestampTrust authority, List<String> urls, int requestsPerDay, Clock clock) {
        return of(authority, urls, requestsPerDay, clock, LIMITS);
    }

    static Ledger of(TimestampTrust authority, List<String> urls, int requestsPerDay, Clock clock, HttpLimits limits) {
        List<URI> addresses = new ArrayList<>();
        for (String url : urls) {
            URI address;
            try {
                address = URI.create(url);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(authority.name() + ": '" + url + "' is not a URL", e);
            }
            if (address.getHost() == null || !List.of("http", "https").contains(address.getScheme())) {
                throw new IllegalArgumentException(
                        authority.name() + ": '" + url + "', must begin with http:// or https:// and a host");
            }
            addresses.add(address);
        }
        TimestampClient client = new TimestampClient(new BoundedHttp(limits), authority, addresses, clock);
        return new AskedLedger(authority.name(), 1, requestsPerDay, 1, (head, known) -> client.ask(head));
    }
}
