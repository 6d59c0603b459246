package io.tombolo.demo;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.server.Endpoints;
import io.tombolo.server.ServerException;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
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

    /** How many of those that confirm the head make it cross-anchored. */
    private static final int NEEDED = 2;

    /** The Java version from which on a JVM warns of what Protocol Buffers calls, unless an option allows it, as {@code ./tombolo} does. */
    private static final int QUIET_SINCE = 24;

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
        TrustPolicy said = readSide.policy();
        List<String> confirming = said.ledgers().stream().map(AnchorTrust::name).toList();
        try {
            TrustPolicy own = new TrustPolicy(
                    Trust.POLICY,
                    said.logKeys(),
                    said.ledgers(),
                    new CrossAnchoring.Group(NEEDED, confirming, List.of()),
                    said.oldestAnchor(),
                    said.retired());
            Files.write(policy, PolicyFile.write(own));
            Files.write(file, evidence);
            Files.write(folder.resolve("evidence-altered.json"), withOneByteChanged(evidence));
        } catch (IOException e) {
            throw new ServerException("file " + file + " can't be written: " + e.getMessage(), e);
        }
        Screen.say(
                out,
                "   It asks for any %d of these %d: %s.",
                NEEDED,
                confirming.size(),
                String.join(", ", confirming));
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

    /** The file's verdict while everything runs, in this process. */
    static Outcome here(Path evidence) {
        Verdict verdict;
        TrustPolicy policy;
        try {
            policy = PolicyFile.read(Files.readAllBytes(evidence.resolveSibling(POLICY)));
            verdict = EvidenceVerifier.standard().verify(Files.readAllBytes(evidence), policy);
        } catch (IOException e) {
            throw new ServerException("file " + evidence + " can't be read: " + e.getMessage(), e);
        }
        return new Outcome(
                "one event's evidence, any " + NEEDED + " of "
                        + policy.ledgers().size() + " must confirm it",
                Level.CROSS_ANCHORED.name(),
                verdict.name(),
                verdict.name().equals(Level.CROSS_ANCHORED.name()));
    }

    /** Verifies both files, each by a new process. */
    static List<Outcome> run(Path evidence, PrintWriter out, String circumstances) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        Path altered = evidence.resolveSibling("evidence-altered.json");
        Path policy = evidence.resolveSibling(POLICY);
        Screen.say(out, "   $ ./tombolo verify --policy %s %s   (a new process, %s)", policy, evidence, circumstances);
        Run good = verify(evidence, out);
        outcomes.add(new Outcome(
                "the same by a new process, " + circumstances,
                Level.CROSS_ANCHORED.name(),
                good.verdict(),
                good.exitCode() == 0 && good.verdict().equals(Level.CROSS_ANCHORED.name())));
        Screen.say(out, "   $ ./tombolo verify --policy %s %s   (the same, one byte changed)", policy, altered);
        Run bad = verify(altered, out);
        outcomes.add(new Outcome("the same file with one byte changed", "ALTERED", bad.verdict(), bad.exitCode() == 1));
        return outcomes;
    }

    private record Run(String verdict, int exitCode) {}

    private static Run verify(Path file, PrintWriter out) throws InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            List<String> command =
                    new ArrayList<>(List.of(java, "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
            if (Runtime.version().feature() >= QUIET_SINCE) {
                command.add("--sun-misc-unsafe-memory-access=allow");
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tombolo.cli.Main", "verify"));
            command.addAll(List.of("--policy", file.resolveSibling(POLICY).toString(), file.toString()));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
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
