package io.tombolo.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this machine has memory and open files enough for a node. Linux; elsewhere it finds nothing. */
final class MachineCheck implements Check {
    private static final long MB = 1_000_000;
    private static final long MEMORY = 1_000 * MB;
    private static final long FILES = 4096;
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable: +([0-9]+) kB$");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +[0-9a-z]+ +([0-9]+) ");

    private final Path root;

    /** @param root of the file system in which {@code proc} and {@code sys} are */
    MachineCheck(Path root) {
        this.root = root;
    }

    @Override
    public String name() {
        return "memory and open files";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        List<Finding> found = new ArrayList<>();
        OptionalLong available = number(AVAILABLE, "proc/meminfo");
        if (available.isPresent() && available.getAsLong() * 1024 < MEMORY) {
            found.add(new Finding(
                    Fault.MEMORY_LOW,
                    "this machine",
                    String.format(
                            "%,d MB are available, a node needs %,d MB",
                            available.getAsLong() * 1024 / MB, MEMORY / MB)));
        }
        OptionalLong container = number(Pattern.compile("([0-9]+)"), "sys/fs/cgroup/memory.max");
        if (container.isPresent() && container.getAsLong() < MEMORY) {
            found.add(new Finding(
                    Fault.MEMORY_LOW,
                    "this container",
                    String.format("may have %,d MB, a node needs %,d MB", container.getAsLong() / MB, MEMORY / MB)));
        }
        OptionalLong files = number(OPEN_FILES, "proc/self/limits");
        if (files.isPresent() && files.getAsLong() < FILES) {
            found.add(new Finding(
                    Fault.FILES_LOW,
                    "this machine",
                    String.format("a process may open %,d files, at least %,d", files.getAsLong(), FILES)));
        }
        return found;
    }

    private OptionalLong number(Pattern pattern, String file) throws IOException {
        Path path = root.resolve(file);
        if (!Files.isReadable(path)) {
            return OptionalLong.empty();
        }
        Matcher found = pattern.matcher(Files.readString(path));
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }
}
