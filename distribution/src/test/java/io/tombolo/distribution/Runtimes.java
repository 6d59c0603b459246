package io.tombolo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Java runtimes without a compiler, made of the JDKs that are found: the one that runs this, and a JDK 25. */
final class Runtimes {
    /** What a JRE has beside the modules of Java SE. */
    private static final String OTHERS =
            "java\\..*|jdk\\.(unsupported|crypto\\..*|zipfs|management.*|naming\\..*|net|charsets|localedata|security\\..*|httpserver|jfr|nio\\..*|accessibility|xml\\.dom)";

    private static final List<String> NEWER =
            List.of("/usr/lib/jvm/temurin-25-jdk-amd64", "/usr/lib/jvm/java-25-openjdk-amd64");

    private Runtimes() {}

    /** Homes of JDKs: the running one, and of Java 25 if there is one in {@code TOMBOLO_JDK_25} or where Linux has it. */
    static List<Path> jdks() {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        String named = System.getenv("TOMBOLO_JDK_25");
        Stream.concat(named == null ? Stream.empty() : Stream.of(named), NEWER.stream())
                .map(Path::of)
                .filter(home -> Files.isExecutable(home.resolve("bin/java")) && !homes.contains(home))
                .findFirst()
                .ifPresentOrElse(homes::add, () -> System.out.println("No JDK 25 found: set TOMBOLO_JDK_25"));
        return homes;
    }

    /** A runtime of the JDK's modules but its tools; the home itself where it has no jlink, which is then one. */
    static Path bare(Path jdk, Path into) throws IOException, InterruptedException {
        Path jlink = jdk.resolve("bin/jlink");
        if (!Files.isExecutable(jlink)) {
            return jdk;
        }
        Path list = into.resolveSibling("modules.txt");
        new ProcessBuilder(jdk.resolve("bin/java").toString(), "--list-modules")
                .redirectOutput(list.toFile())
                .start()
                .waitFor();
        String modules = Files.readAllLines(list).stream()
                .map(line -> line.replaceFirst("@.*", ""))
                .filter(name -> name.matches(OTHERS))
                .collect(Collectors.joining(","));
        Path output = into.resolveSibling("jlink.txt");
        int status = new ProcessBuilder(jlink.toString(), "--add-modules", modules, "--output", into.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(status).as(Files.readString(output)).isZero();
        assertThat(into.resolve("bin/javac")).doesNotExist();
        return into;
    }
}
