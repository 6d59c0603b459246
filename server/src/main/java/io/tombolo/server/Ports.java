package io.tombolo.server;

import io.tombolo.http.server.WebServer;
import io.tombolo.kafka.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds out before anything starts whether every port can be had, and settles which the free ones are. */
final class Ports {
    private Ports() {}

    /**
     * A port that one of the server's parts needs.
     *
     * @param part a word
     * @param change what an operator does to have another one
     * @param port 0 for any free one
     */
    record Wanted(String part, String change, int port) {
        /** One that is an option of {@code up}. */
        static Wanted option(String part, int port) {
            return new Wanted(part, "choose another with --" + part + "-port PORT (0 takes a free one)", port);
        }
    }

    /**
     * Checks each wanted port and replaces 0 by one that is free: the one that the last start found, if it still is.
     *
     * @param found what the last start found, by part
     * @param report takes a line about each that somebody else has now
     * @return the settled ports, in the order of the argument
     * @throws ServerException naming the port, who has it, and the option
     */
    static List<Integer> settle(String host, List<Wanted> wanted, Map<String, Integer> found, Consumer<String> report) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ServerException("host " + host + " is unknown: give an address of this machine with --host", e);
        }
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> settled = new ArrayList<>();
        try {
            for (Wanted one : wanted) {
                ServerSocket socket =
                        bind(address, one, one.port() == 0 ? find(address, one.part(), found, report) : one.port());
                held.add(socket);
                settled.add(socket.getLocalPort());
            }
        } finally {
            held.forEach(Ports::close);
        }
        return settled;
    }

    private static int find(InetAddress address, String part, Map<String, Integer> found, Consumer<String> report) {
        int before = found.getOrDefault(part, 0);
        int now = EmbeddedKafka.freePort(address, before);
        if (before != 0 && before != now) {
            report.accept("port " + before + " (" + part + "), which the last start found, is in use "
                    + WebServer.portHolder(before) + ": this one takes " + now
                    + "; who was given the former address needs the new one");
        }
        return now;
    }

    private static ServerSocket bind(InetAddress address, Wanted wanted, int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket;
        } catch (IOException e) {
            String holder = WebServer.portHolder(port);
            throw new ServerException(
                    "port " + port + " on " + address.getHostAddress() + " can't be had (" + e.getMessage()
                            + (holder.isEmpty() ? "" : " " + holder) + "): stop what listens there, or "
                            + wanted.change(),
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
