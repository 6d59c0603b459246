package io.tombolo.anchoring;

import io.tombolo.anchoring.probe.Probe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the service by kill -9 at steps of a record's way, one after the other, under load, and then looks at every byte it left.
 *
 * <p>A process for each of all 26 kills takes as much CPU as to compile the program: {@code mvn verify} makes each third, and
 * {@code -Danchoring.kills.every=1} all.
 */
class KillIT {
    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final String TOPIC = "acme.example.flights";
    private static final int EVERY = Integer.getInteger("anchoring.kills.every", 3);

    @Test
    void leavesTheSameLogsAsIfNothingHadHappened(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir) throws Exception {
        List<Kill> kills = kills();
        try (Site site = new Site(dir)) {
            site.cluster.topic(TOPIC, 2);

            try (Load load = new Load(site.cluster, TOPIC, 2)) {
                Deque<ServiceProcess> ready = new ArrayDeque<>();
                try {
                    ready.add(prepare(site, kills, 0));
                    ready.add(prepare(site, kills, 1));
                    for (int i = 0; i < kills.size(); i++) {
                        try (ServiceProcess service = ready.remove()) {
                            service.begin();
                            // The next one's machine has started, the one's after it starts meanwhile.
                            ready.add(prepare(site, kills, i + 2));
                            service.awaitLine("AT " + kills.get(i).step());
                            // All that come after the next one start from them, for half of the CPU.
                            service.archiveClasses();
                            service.kill();
                            LOG.atInfo().addKeyValue("at", kills.get(i)).log("killed");
                        }
                    }
                    load.stop();
                    ready.element().begin();
                    site.assertWhole(TOPIC, 2);
                } finally {
                    ready.forEach(ServiceProcess::close);
                }
            }
        }
    }

    /** A step and at which of its times. */
    private record Kill(Probe.Step step, int time) {}

    /** The process for that kill; after the last of them, one that lives. */
    private static ServiceProcess prepare(Site site, List<Kill> kills, int which) throws IOException {
        if (which >= kills.size()) {
            return ServiceProcess.prepare(site, "0", "0");
        }
        Kill kill = kills.get(which);
        return ServiceProcess.prepare(site, "0", "0", kill.step() + ":" + kill.time());
    }

    /** Of each step early in a process, and of some again when much is in flight, those that are asked for. */
    private static List<Kill> kills() {
        List<Kill> kills = new ArrayList<>();
        for (Probe.Step step : Probe.Step.values()) {
            kills.add(new Kill(step, 1));
        }
        kills.add(new Kill(Probe.Step.RECORD_READ, 777));
        kills.add(new Kill(Probe.Step.BUNDLE_SENT, 5));
        kills.add(new Kill(Probe.Step.STATE_SENT, 4));
        kills.add(new Kill(Probe.Step.CHECKPOINT_SENT, 6));
        kills.add(new Kill(Probe.Step.FRONTIER_COMMITTED, 2));
        kills.add(new Kill(Probe.Step.HEADS_HANDED_IN, 2));
        return IntStream.range(0, kills.size())
                .filter(i -> i % EVERY == EVERY - 1)
                .mapToObj(kills::get)
                .toList();
    }
}
