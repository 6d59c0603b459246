package io.tombolo.kafka;

import io.tombolo.http.server.WebServer;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Free TCP ports: found, or refused by name before Kafka trips over a taken one. */
final class Ports {
    /**
     * Where free ports are looked for: below those that systems hand out by themselves (Linux from 32768, others from 49152), so that no
     * connection or server of another process is given the port before it is bound again.
     */
    private static final int FIRST_FREE = 20_000;

    private static final int BEHIND_FREE = 32_000;
    private static final int TRIES = 100;

    /**
     * Ports that were found and are not released. Each is kept by a datagram socket of the same number, which does not hinder a server: so
     * no second search finds it, in this process or another, before its server has bound it.
     */
    private static final Map<Integer, DatagramSocket> FOUND = new ConcurrentHashMap<>();

    private Ports() {}

    /** A port on which nobody listens at the moment. */
    static int free(String host) {
        InetAddress address = address(host);
        return bindOnce(host, address, find(address));
    }

    /** One that is free, and kept for the caller until it is released; or 0, with which the system chooses, when none was found. */
    static int find(InetAddress address) {
        return find(address, 0);
    }

    /** The wished one, if nobody else has it. */
    static int find(InetAddress address, int wished) {
        boolean foundHereBefore = FOUND.containsKey(wished);
        if (wished != 0 && (foundHereBefore || isFound(address, wished))) {
            try {
                return bindOnce(address, wished);
            } catch (IOException inUse) {
                // Another one is free.
                if (!foundHereBefore) {
                    release(wished);
                }
            }
        }
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_FREE, BEHIND_FREE);
            if (isFound(address, port)) {
                try {
                    return bindOnce(address, port);
                } catch (IOException inUse) {
                    // Another one may be free.
                    release(port);
                }
            }
        }
        return 0;
    }

    private static boolean isFound(InetAddress address, int port) {
        try {
            FOUND.put(port, new DatagramSocket(new InetSocketAddress(address, port)));
            return true;
        } catch (SocketException foundBefore) {
            return false;
        }
    }

    /** Its server has the port, or will not have it. */
    static void release(int port) {
        DatagramSocket found = FOUND.remove(port);
        if (found != null) {
            found.close();
        }
    }

    static boolean isTaken(String host, int port) {
        try {
            int unused = bindOnce(address(host), port);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Refuses ports that somebody else holds. {@code ports} have names, which are in the refusal. */
    static void requireFree(String host, Map<String, Integer> ports) {
        ports.forEach((name, port) -> {
            try {
                bindOnce(host, address(host), port);
            } catch (EmbeddedKafkaException e) {
                throw new EmbeddedKafkaException(name + ": " + e.getMessage(), e.getCause());
            }
        });
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new EmbeddedKafkaException("host " + host + ": unknown; name one of this machine's addresses", e);
        }
    }

    private static int bindOnce(String host, InetAddress address, int port) {
        try {
            return bindOnce(address, port);
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "port " + port + " on " + host + ": in use or not ours (" + e.getMessage() + held(port)
                            + "); stop its owner or choose another",
                    e);
        }
    }

    private static String held(int port) {
        String holder = WebServer.portHolder(port);
        return holder.isEmpty() ? "" : ", " + holder;
    }

    private static int bindOnce(InetAddress address, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket.getLocalPort();
        }
    }
}
