package io.tombolo.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** Free TCP ports: found, or refused by name before Kafka trips over a taken one. */
final class Ports {

    /** Below the ports that systems hand out by themselves, so that no other process is given it before the broker binds it. */
    private static final int FIRST_FREE = 20_000;

    private static final int BEHIND_FREE = 32_000;
    private static final int TRIES = 100;

    private Ports() {}

    /** A port on which nobody listens at the moment. */
    static int free(String host) {
        for (int i = 0; i < TRIES; i++) {
            try {
                return bindOnce(host, ThreadLocalRandom.current().nextInt(FIRST_FREE, BEHIND_FREE));
            } catch (EmbeddedKafkaException e) {
                if (e.getCause() instanceof UnknownHostException) {
                    throw e;
                }
                // The port is in use. Another one may be free; if none is, the system chooses below.
            }
        }
        return bindOnce(host, 0);
    }

    /** Refuses a port that somebody else holds. */
    static void requireFree(String host, int port) {
        bindOnce(host, port);
    }

    private static int bindOnce(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return socket.getLocalPort();
        } catch (UnknownHostException e) {
            throw new EmbeddedKafkaException("host " + host + ": unknown; name one of this machine's addresses", e);
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "port " + port + " on " + host + ": in use or not ours (" + e.getMessage()
                            + "); stop its owner or choose another",
                    e);
        }
    }
}
