package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.kafka.Drill;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenario of {@code examples/hospital}, by its own script: who reads what, and what is left when a patient is erased. */
@Drill
final class HospitalIT {
    private static final Path EXAMPLE = Path.of(System.getProperty("tombolo.root", ".."), "examples", "hospital");

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void eachReaderReadsItsGroupEverybodyVerifiesAndAnErasedPatientIsGone() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null,
                "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql makes this test run");
        Path data = temp.resolve("data");
        Path work = Files.createDirectory(temp.resolve("work"));
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical");
                NodeHere server = NodeHere.up(data)) {
            postgres.execute("CREATE ROLE feed LOGIN REPLICATION", "CREATE DATABASE north", "CREATE DATABASE south");

            String printed = run(installed, postgres.port(), server.api(), data, work);

            assertThat(printed).contains("== Done");
        }
        assertThat(read(work, "physician-north.txt"))
                .contains("appendicitis", "fracture")
                .doesNotContain("1250.75", "310.25");
        assertThat(read(work, "physician-south.txt")).contains("arrhythmia").doesNotContain("820.15");
        assertThat(read(work, "statistician-north.txt"))
                .contains("1250.75", "310.25")
                .doesNotContain("appendicitis");
        assertThat(read(work, "auditor-north.txt"))
                .contains("surgery", "4711")
                .doesNotContain("appendicitis", "1250.75", "fracture");
        assertThat(read(work, "insurer.txt"))
                .contains("ANCHORED", "disclosed    /after/diagnosis \"appendicitis\"", "withheld     /after/cost");
        for (String file : List.of("receipt.txt", "before.txt", "after.txt")) {
            assertThat(read(work, file)).startsWith("ANCHORED");
        }
        assertThat(read(work, "after.txt")).contains("erased ", "/after/diagnosis (clinical)", "/after/cost (billing)");
        assertThat(read(work, "receipt.json")).doesNotContain("4711");
        assertThat(read(work, "physician-north-2.txt"))
                .contains("fracture")
                .doesNotContain("appendicitis", "check-up-after-surgery");
        assertThat(read(work, "refused.txt")).contains("its subject was erased, nobody has its key any more");
        assertThat(work.resolve("never.json")).doesNotExist();
        // The key of one field, given before the erasure, opens it still: docs/compliance.md says so.
        JsonNode insurer = Json.MAPPER.readTree(Shell.run(
                        "verify",
                        work.resolve("insurer.json").toString(),
                        "--policy",
                        work.resolve("policy.json").toString(),
                        "--json")
                .out());
        assertThat(insurer.at("/records/0/disclosed/0/value").asText()).isEqualTo("appendicitis");
    }

    private static String run(Path postgres, int port, String api, Path data, Path work)
            throws IOException, InterruptedException {
        Path program = Files.writeString(
                work.resolve("tombolo"),
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "
                        + String.join(" ", SharedClasses.options())
                        + " -cp '" + SharedClasses.classPath() + "' io.tombolo.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Path output = work.resolve("printed.txt");
        ProcessBuilder script = new ProcessBuilder(
                        "sh", EXAMPLE.resolve("hospital.sh").toAbsolutePath().toString())
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile());
        script.environment().put("TOMBOLO", program.toString());
        script.environment().put("TOMBOLO_DATA", data.toString());
        script.environment().put("TOMBOLO_SERVER", api);
        script.environment().put("NORTH", "postgresql://postgres@127.0.0.1:" + port + "/north");
        script.environment().put("SOUTH", "postgresql://postgres@127.0.0.1:" + port + "/south");
        script.environment().merge("PATH", postgres + File.pathSeparator, (path, bin) -> bin + path);
        Process process = script.start();
        boolean ended = process.waitFor(15, TimeUnit.MINUTES);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String printed = Files.readString(output);
        assertThat(ended).as(printed).isTrue();
        assertThat(process.exitValue()).as("%s%n%s", printed, errors(work)).isZero();
        return printed;
    }

    private static String errors(Path work) throws IOException {
        try (var files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".err"))
                    .map(file -> file.getFileName() + ": " + file.toFile().length() + " bytes")
                    .collect(Collectors.joining(", "));
        }
    }

    private static String read(Path work, String file) throws IOException {
        return Files.readString(work.resolve(file));
    }
}
