package io.tombolo.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Keeps web pages out of a registry that has no login: a page that somebody on this machine looks at may send requests to
 * this machine, or make a name of its own point to it (DNS rebinding). Clients of the protocol do neither.
 */
final class LocalCallers {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final Set<String> names;

    private LocalCallers(Set<String> names) {
        this.names = names;
    }

    /** For a registry that listens on this host; any name will do where that is not loopback. */
    static LocalCallers of(String host) {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                return new LocalCallers(Set.of());
            }
        } catch (UnknownHostException e) {
            return new LocalCallers(Set.of()); // it won't start
        }
        Set<String> names = new HashSet<>(LOOPBACK);
        names.add(host);
        return new LocalCallers(names);
    }

    void check(Request request) {
        if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
            throw new Problem(403, "Web pages are not answered");
        }
        String name = String.valueOf(Request.getServerName(request));
        if (!names.isEmpty() && !names.contains(name)) {
            throw new Problem(421, "Host " + name + ": this registry listens on loopback only");
        }
    }
}
