package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The network by compose is the native one: network.env names channel, chaincode and organisations, the script gives each process
 * its environment, and the compose file adds nothing but images.
 */
class ComposeFileTest {
    private static final Path FOLDER = Path.of(System.getProperty("tombolo.root", "../.."), "docker/fabric");
    private static final Pattern SERVICE = Pattern.compile("(?m)^  ([a-z][a-z0-9-]*): \\{.*$");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)");
    private static final int MOST_ORDERERS = 4;

    @TempDir
    private Path directory;

    @Test
    void runsOneServiceForEachProcessOfTheNativeNetwork() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < MOST_ORDERERS; i++) {
            expected.add("orderer" + i);
        }
        for (String organisation : organisations()) {
            expected.add("peer-" + organisation);
            expected.add("chaincode-" + organisation);
        }

        assertThat(services().keySet()).containsExactlyElementsOf(expected);
    }

    @Test
    void givesEachServiceTheEnvironmentOfTheNativeProcess() throws IOException {
        services().forEach((name, line) -> assertThat(line).contains("\"${DIR}/env/" + name + ".env\""));
    }

    @Test
    void namesNoAddressPortOrChannelOfItsOwn() throws IOException {
        String compose = read("compose.yaml");

        assertThat(compose).doesNotContain("environment:", "ports:", "127.0.0.1", "networks:");
        assertThat(compose).contains("network_mode: host");
    }

    @Test
    void asksForVariablesThatTheScriptExports() throws IOException {
        String exported = read("lib/run.sh")
                .lines()
                .filter(line -> line.strip().startsWith("export BASE"))
                .findFirst()
                .orElseThrow();
        Set<String> asked = new TreeSet<>();
        Matcher matcher = VARIABLE.matcher(read("compose.yaml"));
        while (matcher.find()) {
            asked.add(matcher.group(1));
        }

        assertThat(asked).isNotEmpty().allMatch(name -> exported.matches(".*\\b" + name + "\\b.*"));
    }

    @Test
    void isReadByComposeItself() throws Exception {
        Assumptions.assumeTrue(
                runs(List.of("docker", "compose", "version")),
                "NOT RUN: docker compose isn't there; install Docker's compose plugin");
        Files.createDirectories(directory.resolve("env"));
        for (String service : services().keySet()) {
            Files.writeString(directory.resolve("env/" + service + ".env"), "A=b\n");
        }

        assertThat(runs(List.of(
                        "docker",
                        "compose",
                        "-f",
                        FOLDER.resolve("compose.yaml").toString(),
                        "config",
                        "--quiet")))
                .isTrue();
    }

    private boolean runs(List<String> command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        builder.environment()
                .putAll(Map.of(
                        "BASE",
                        "17050",
                        "DIR",
                        directory.toString(),
                        "HERE",
                        FOLDER.toAbsolutePath().toString(),
                        "RUN_AS",
                        "1:1",
                        "FABRIC_TAG",
                        "2.5",
                        "JAVA_IMAGE",
                        "java",
                        "CHAINCODE_MAIN",
                        "Main",
                        "CHAINCODE_CLASSPATH",
                        "/c",
                        "CHAINCODE_FOLDER",
                        "/c"));
        try {
            Process process = builder.start();
            return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, String> services() throws IOException {
        Map<String, String> found = new java.util.TreeMap<>();
        Matcher matcher = SERVICE.matcher(read("compose.yaml"));
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group());
        }
        return found;
    }

    private static List<String> organisations() throws IOException {
        Matcher matcher = Pattern.compile("(?m)^ORGANISATIONS=\"(.*)\"$").matcher(read("network.env"));
        assertThat(matcher.find()).isTrue();
        return new ArrayList<>(List.of(matcher.group(1).split(" ")))
                .stream().sorted().collect(Collectors.toList());
    }

    private static String read(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file), UTF_8);
    }
}
