package io.tombolo.server;

import io.tombolo.kafka.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds out before anything starts whether every port can be had, and settles which the free ones are. */
final class Ports {
    private Ports() {}

    /**
     * Checks each wanted port and replaces 0 by one that is free.
     *
     * @param wanted option name (as in {@code kafka}) to port
     * @return the settled ports, in the order of the argument
     * @throws ServerException naming the option and the port that is in use
     */
    static List<Integer> settle(String host, List<Map.Entry<String, Integer>> wanted) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ServerException("host " + host + " is unknown: give an address of this machine with --host", e);
        }
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> settled = new ArrayList<>();
        try {
            for (Map.Entry<String, Integer> entry : wanted) {
                int port = entry.getValue() == 0 ? EmbeddedKafka.freePort(address) : entry.getValue();
                ServerSocket socket = bind(address, entry.getKey(), port);
                held.add(socket);
                settled.add(socket.getLocalPort());
            }
        } finally {
            held.forEach(Ports::close);
        }
        return settled;
    }

    private static ServerSocket bind(InetAddress address, String option, int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket;
        } catch (IOException e) {
            throw new ServerException(
                    "port " + port + " on " + address.getHostAddress() + " can't be had (" + e.getMessage()
                            + "): stop what listens there, or choose another with --" + option
                            + "-port PORT (0 takes a free one)",
                    e);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new ServerException("a probed port can't be released: " + e.getMessage(), e);
        }
    }
}
