package io.tombolo.consumer.watch;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.SignedHead;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.verification.stream.ExpectedHead;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * What signed heads that lie further on than the reading say about the place that it has got to: the tree of a head holds the tree
 * that it grew from, and tiles that are checked up to the head's root give that one's root. For the asking thread alone.
 */
final class LaterHeads {
    private final Map<Optional<String>, Ahead> newest = new HashMap<>();

    /** The newest head that the owner, or one ledger, confirms, and the position that it was asked about last. */
    private record Ahead(SignedHead head, long told) {}

    /** Takes note of a head. */
    void learn(SignedHead head) {
        newest.merge(
                head.ledger(),
                new Ahead(head, -1),
                (known, other) ->
                        known.head.expected().size() < head.expected().size() ? new Ahead(head, known.told) : known);
    }

    /**
     * The heads that the log had at a place, as those further on prove them. Reported once for each place.
     *
     * @param place up to where everything was read
     * @param proven takes them: they confirm what the head confirms that they are proven from
     * @throws io.tombolo.merkle.tile.TileException when a tile can't be had, or is not of the signed tree
     */
    void at(Place place, LogHeads log, Consumer<SignedHead> proven) {
        newest.replaceAll((voucher, ahead) -> {
            if (ahead.head.expected().size() <= place.compared() || ahead.told >= place.position()) {
                return ahead;
            }
            tell(place, ahead.head, log, proven);
            return new Ahead(ahead.head, place.position());
        });
    }

    private static void tell(Place place, SignedHead ahead, LogHeads log, Consumer<SignedHead> proven) {
        ExpectedHead signed = ahead.expected();
        TileReader reader = log.at(new TreeHead(signed.size(), signed.root()));
        long size = new LeavesByOffset(reader).firstFrom(place.position(), place.leaves());
        // What was compared with another head gets this one's level, though reading may continue meanwhile and pass the
        // place.
        LongStream.of(place.compared(), size)
                .distinct()
                .filter(here -> here > 0 && here < signed.size())
                // All below the position was read: whatever is not there by now is missing.
                .mapToObj(here ->
                        new ExpectedHead(here, reader.headAt(here).root(), place.position() - 1, signed.level()))
                .map(here -> new SignedHead(here, ahead.ledger()))
                .forEach(proven);
    }
}
