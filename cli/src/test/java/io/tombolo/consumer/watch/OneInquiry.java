package io.tombolo.consumer.watch;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.SignedHead;
import io.tombolo.verification.stream.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What a consumer's watch learns from one asking, for tests of other packages.
 *
 * @param heads that count
 * @param findings what is refused
 */
public record OneInquiry(List<SignedHead> heads, List<Finding> findings) {
    /** Asks as a consumer does that has just begun to read. */
    public static OneInquiry of(LogHeads log) {
        LogUpdate news = new LogInquiry(() -> log, 0, Optional.empty(), List.of()).ask(new Place(0, 0, 0));
        return new OneInquiry(news.heads(), news.findings());
    }
}
