package io.tombolo.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Free TCP ports: found, or refused by name before Kafka trips over a taken one. */
final class Ports {

    private Ports() {}

    /** A port that nobody listens on just now. */
    static int free(String host) {
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
