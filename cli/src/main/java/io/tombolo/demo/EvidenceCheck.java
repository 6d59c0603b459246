package io.tombolo.demo;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.server.ServerException;
import io.tombolo.server.Tombolo.Endpoints;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Trust;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One event's evidence: written while the server runs, verified by a process of its own, and refused when one byte differs. */
final class EvidenceCheck {
    private static final long LEAF = 1_234;

    private static final String POLICY = "policy.json";

    private EvidenceCheck() {}

    static Path write(Endpoints endpoints, Path folder, PrintWriter out) {
        ProvenanceClient readSide = new ProvenanceClient(URI.create(endpoints.api()));
        String origin = SharedDataset.FLIGHTS.id().origin(0);
        String note = readSide.checkpoint(origin).orElseThrow();
        TreeHead head = Checkpoint.parse(SignedNote.parse(note).text()).head();
        long offset = Entry.decode(new TileReader(readSide.tiles(origin), head).entry(LEAF))
                .offset();
        byte[] evidence = readSide.evidence(SharedDataset.FLIGHTS.id().toString(), 0, offset)
                .orElseThrow(() -> new ServerException("no evidence of " + origin + ", offset " + offset));
        Path file = folder.resolve("evidence.json");
        Path policy = folder.resolve(POLICY);
        Screen.say(
                out,
                "   $ ./tombolo policy init -o %s   (to be compared with the owner, by telephone or on paper)",
                policy);
        try {
            TrustPolicy said = readSide.policy();
            TrustPolicy own = new TrustPolicy(
                    Trust.POLICY,
                    said.logKeys(),
                    said.ledgers(),
                    said.crossAnchoring(),
                    said.oldestAnchor(),
                    said.retired());
            Files.write(policy, PolicyFile.write(own));
            Files.write(file, evidence);
            Files.write(folder.resolve("evidence-altered.json"), withOneByteChanged(evidence));
        } catch (IOException e) {
            throw new ServerException("file " + file + " can't be written: " + e.getMessage(), e);
        }
        Screen.say(out, "   %s: %,d bytes, for %s, offset %d", file, evidence.length, origin, offset);
        return file;
    }

    /** One character of the record itself: the value stays base64, and stays Avro more often than not. */
    private static byte[] withOneByteChanged(byte[] evidence) {
        byte[] changed = evidence.clone();
        int at = new String(evidence, StandardCharsets.ISO_8859_1).indexOf("\"value\"");
        for (int i = Math.max(at, 0) + 40; i < changed.length; i++) {
            if (Character.isLetter(changed[i])) {
                changed[i] = (byte) (changed[i] == 'A' ? 'B' : 'A');
                return changed;
            }
        }
        throw new IllegalStateException("evidence without a letter after its value");
    }

    /** Verifies both files, each by a new process. */
    static List<Outcome> run(Path evidence, PrintWriter out, String circumstances) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        Path altered = evidence.resolveSibling("evidence-altered.json");
        Path policy = evidence.resolveSibling(POLICY);
        Screen.say(out, "   $ ./tombolo verify --policy %s %s   (a new process, %s)", policy, evidence, circumstances);
        Run good = verify(evidence, out);
        outcomes.add(new Outcome(
                "one event's evidence, verified by a new process", "ANCHORED", good.verdict(), good.exitCode() == 0));
        Screen.say(out, "   $ ./tombolo verify --policy %s %s   (the same, one byte changed)", policy, altered);
        Run bad = verify(altered, out);
        outcomes.add(new Outcome("the same file with one byte changed", "ALTERED", bad.verdict(), bad.exitCode() == 1));
        return outcomes;
    }

    private record Run(String verdict, int exitCode) {}

    private static Run verify(Path file, PrintWriter out) throws InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            Process process = new ProcessBuilder(
                            java,
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.tombolo.cli.Main",
                            "verify",
                            "--policy",
                            file.resolveSibling(POLICY).toString(),
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            said.lines().forEach(line -> Screen.say(out, "     %s", Screen.shortened(line)));
            Screen.say(out, "     exit code %d", exitCode);
            return new Run(said.split("\\s", 2)[0], exitCode);
        } catch (IOException e) {
            throw new ServerException("a second Java process can't be started: " + e.getMessage(), e);
        }
    }
}
