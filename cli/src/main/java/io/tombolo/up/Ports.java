package io.tombolo.up;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Finds out before anything starts whether every port can be had, and settles which the free ones are. */
final class Ports {
    /**
     * Where free ports are looked for: below those that systems hand out by themselves (Linux from 32768, others from 49152), so that no
     * connection or server of another process is given the port before it is bound again.
     */
    private static final int FIRST_FREE = 20_000;

    private static final int BEHIND_FREE = 32_000;
    private static final int TRIES = 100;

    private Ports() {}

    /**
     * Checks each wanted port and replaces 0 by one that is free.
     *
     * @param wanted option name (as in {@code kafka}) to port
     * @return the settled ports, in the order of the argument
     * @throws UpException naming the option and the port that is in use
     */
    static List<Integer> settle(String host, List<Map.Entry<String, Integer>> wanted) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UpException("host " + host + " is unknown: give an address of this machine with --host", e);
        }
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> settled = new ArrayList<>();
        try {
            for (Map.Entry<String, Integer> entry : wanted) {
                ServerSocket socket = bind(address, entry.getKey(), entry.getValue());
                held.add(socket);
                settled.add(socket.getLocalPort());
            }
        } finally {
            held.forEach(Ports::close);
        }
        return settled;
    }

    private static ServerSocket bind(InetAddress address, String option, int port) {
        for (int i = 0; port == 0 && i < TRIES; i++) {
            try {
                return open(address, ThreadLocalRandom.current().nextInt(FIRST_FREE, BEHIND_FREE));
            } catch (IOException inUse) {
                // Another one may be free; if none is, the system chooses below.
            }
        }
        try {
            return open(address, port);
        } catch (IOException e) {
            throw new UpException(
                    "port " + port + " on " + address.getHostAddress() + " can't be had (" + e.getMessage()
                            + "): stop what listens there, or choose another with --" + option
                            + "-port PORT (0 takes a free one)",
                    e);
        }
    }

    private static ServerSocket open(InetAddress address, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UpException("a probed port can't be released: " + e.getMessage(), e);
        }
    }
}
