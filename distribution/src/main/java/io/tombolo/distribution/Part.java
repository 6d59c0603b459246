package io.tombolo.distribution;

import java.util.List;

/** What an image runs: the same files, with a command of its own. */
@SuppressWarnings("ImmutableEnumChecker") // lists of List.of
enum Part {
    NODE("tombolo", List.of("up", "--data", "/var/lib/tombolo/data"), List.of(9092, 8081, 8083, 8480, 8490)),
    ANCHORING("tombolo-anchoring", of("anchoring"), List.of(9464)),
    READ_SIDE("tombolo-read-side", of("read-side"), List.of(8480, 9465)),
    PUSH("tombolo-push", of("push"), List.of(8490, 9466)),
    WITNESS("tombolo-witness", of("witness"), List.of(8500, 9467));

    private final String image;
    private final List<String> command;
    private final List<Integer> ports;

    Part(String image, List<String> command, List<Integer> ports) {
        this.image = image;
        this.command = command;
        this.ports = ports;
    }

    private static List<String> of(String part) {
        return List.of(part, "--config", "/etc/tombolo/" + part + ".yaml", "--log", "json");
    }

    /** The image's name, without a tag. */
    String image() {
        return image;
    }

    /** What follows the program's name. */
    List<String> command() {
        return command;
    }

    /** The last one answers {@code /ready}, but the node's. */
    List<Integer> ports() {
        return ports;
    }
}
