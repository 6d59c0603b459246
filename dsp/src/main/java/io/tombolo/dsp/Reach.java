package io.tombolo.dsp;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where this connector sends messages. Other connectors name the addresses of their callbacks, so a name must not lead into this
 * connector's own network (server-side request forgery); it is resolved again for every message.
 *
 * @param plain whether http and every host will do, for a connector on loopback
 * @param hosts that are allowed although their addresses are private, in lower case
 */
public record Reach(boolean plain, Set<String> hosts) {
    public Reach {
        hosts = Set.copyOf(hosts);
    }

    /** Why messages do not go there; empty when they do. */
    Optional<String> refuses(String address) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            return Optional.of("is not an address");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(plain && scheme.equals("http"))) {
            return Optional.of("must begin with https:" + (plain ? " or http:" : ""));
        }
        if (uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            return Optional.of("must have a host, and no user, query or fragment");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return plain || hosts.contains(host) ? Optional.empty() : privately(host);
    }

    private static Optional<String> privately(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (isPrivate(address)) {
                    return Optional.of("its host is not one of the public network, and not one that is allowed here");
                }
            }
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("its host is unknown");
        }
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        // RFC 6598, between a provider and its customers.
        boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return uniqueLocal
                || carrier
                || address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }
}
