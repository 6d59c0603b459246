package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.TreeHead;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A witness's memory for tests: gone with the process, so no real witness may use it. */
final class MemoryInMemory implements Witness.Memory {
    private final Map<String, TreeHead> heads = new HashMap<>();

    synchronized Optional<TreeHead> latest(String origin) {
        return Optional.ofNullable(heads.get(origin));
    }

    synchronized void put(String origin, TreeHead head) {
        heads.put(origin, head);
    }

    @Override
    public synchronized Witness.Answer next(String origin, Function<Optional<TreeHead>, Witness.Answer> step) {
        Witness.Answer answer = step.apply(latest(origin));
        if (answer instanceof Witness.Answer.Cosigned cosigned) {
            put(origin, cosigned.checkpoint().head());
        }
        return answer;
    }
}
