package io.tombolo.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How the network between this machine and the parts is: the time of an answer, and connections that began again after a lost packet. */
final class NetworkCheck implements Check {
    private static final int CONNECTIONS = 12;
    private static final int ANSWERS = 5;
    private static final int PATIENCE_MS = 4_000;

    /** TCP waits a second before it sends the first packet of a connection again. */
    private static final long AGAIN_MS = 900;

    private static final long SLOW_MS = 100;

    @Override
    public String name() {
        return "network";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        List<Finding> found = new ArrayList<>();
        List<Long> connections = new ArrayList<>();
        for (String broker : patient.where().brokers()) {
            Optional<InetSocketAddress> address = Patient.Where.address(broker);
            if (address.isPresent()) {
                List<Long> its = connect(address.get());
                connections.addAll(its);
                slow(broker, its).ifPresent(found::add);
            }
        }
        for (String url : patient.where().servers()) {
            connections.addAll(connect(server(url)));
            slow(url, ask(patient, url)).ifPresent(found::add);
        }
        lost(connections).ifPresent(found::add);
        return found;
    }

    /** The fastest of several: a slow way delays each of them, a busy machine only some. */
    static Optional<Finding> slow(String subject, List<Long> millis) {
        if (millis.isEmpty()) {
            return Optional.empty();
        }
        long fastest = Collections.min(millis);
        return fastest <= SLOW_MS
                ? Optional.empty()
                : Optional.of(new Finding(
                        Fault.NETWORK_SLOW,
                        subject,
                        "answers after " + fastest + " ms at best, limit " + SLOW_MS + " ms"));
    }

    /** Over all parts: few packets lost are seen on few of many connections. */
    static Optional<Finding> lost(List<Long> millis) {
        long again = millis.stream().filter(one -> one >= AGAIN_MS).count();
        return again == 0
                ? Optional.empty()
                : Optional.of(new Finding(
                        Fault.NETWORK_LOSS,
                        "this machine",
                        again + " of " + millis.size()
                                + " connections to the parts took a second or longer, as after a lost packet"));
    }

    private static InetSocketAddress server(String url) {
        URI uri = URI.create(url);
        int port = uri.getPort() >= 0 ? uri.getPort() : url.startsWith("https:") ? 443 : 80;
        return new InetSocketAddress(uri.getHost(), port);
    }

    /** Milliseconds of each connection; none of a part that is away: its own check says so. */
    private static List<Long> connect(InetSocketAddress address) {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            long begin = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(address, PATIENCE_MS);
            } catch (IOException away) {
                return i == 0 ? List.of() : millis;
            }
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
        return millis;
    }

    /** A proxy on the way takes connections at once: only an answer shows how far the part is. */
    private static List<Long> ask(Patient patient, String url) throws InterruptedException {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < ANSWERS; i++) {
            long begin = System.nanoTime();
            try {
                patient.get(url, "/");
            } catch (IOException away) {
                return List.of();
            }
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
        return millis;
    }
}
