package io.tombolo.cli.verify;

import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.cose.CoseAlgorithm;
import io.tombolo.merkle.cose.CoseReceipt;
import io.tombolo.merkle.cose.CoseSigner;
import io.tombolo.merkle.note.Ed25519;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.evidence.CompactEvidence;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceExport;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.verdict.Inspection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes evidence in another form, or its inclusion proof in one that others' tools read.",
        footer = {
            "",
            "tlog-proof: C2SP tlog-proof, with the entry as extra data. cose: a COSE receipt (RFC 9942), which the log's owner signs "
                    + "again with --log-key. Both prove that the log holds the entry; the record and the ledger stay in the evidence file. compact and "
                    + "json: the whole evidence, in CBOR for few bytes, or as it was before."
        })
final class ExportCommand implements Callable<Integer> {
    private enum Form {
        TLOG_PROOF,
        COSE,
        COMPACT,
        JSON
    }

    @Parameters(index = "0", paramLabel = "FILE", description = "the evidence file")
    Path file = Path.of("");

    @Option(names = "--form", required = true, paramLabel = "FORM", description = "tlog-proof, cose, compact or json")
    String form = "";

    @Option(names = "-o", required = true, paramLabel = "FILE", description = "the file to write")
    Path target = Path.of("");

    @Option(
            names = "--log-key",
            paramLabel = "FILE",
            description = "for cose: the log's private key, Ed25519 in PKCS#8 PEM")
    @Nullable Path logKey;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        byte[] read = Input.evidence(file);
        Inspection inspection = EvidenceVerifier.standard().inspect(read);
        if (!inspection.isIntact()) {
            VerdictText.print(spec.commandLine().getErr(), Judgement.of(inspection), false);
            return ExitCode.REFUSED;
        }
        if (EvidenceSetFile.isOne(read)) {
            throw new CommandException(file + ": evidence of several events: export takes evidence of one");
        }
        Evidence evidence = EvidenceFile.read(read);
        byte[] exported = switch (form()) {
            case TLOG_PROOF -> EvidenceExport.tlogProof(evidence).getBytes(StandardCharsets.UTF_8);
            case COSE -> cose(evidence);
            case COMPACT -> CompactEvidence.write(evidence);
            case JSON -> EvidenceFile.write(evidence);
        };
        Output.write(target, exported);
        spec.commandLine().getOut().printf("%s: %,d bytes%n", target, exported.length);
        return ExitCode.GOOD;
    }

    private Form form() {
        return switch (form) {
            case "tlog-proof" -> Form.TLOG_PROOF;
            case "cose" -> Form.COSE;
            case "compact" -> Form.COMPACT;
            case "json" -> Form.JSON;
            default -> throw new CommandException("--form " + form + ": must be tlog-proof, cose, compact or json");
        };
    }

    private byte[] cose(Evidence evidence) {
        if (logKey == null) {
            throw new CommandException("--form cose: only the log's owner can sign one, with --log-key FILE");
        }
        KeyPair pair = key(logKey);
        NoteVerifier verifier = NoteVerifier.ed25519(evidence.origin(), Ed25519.raw(pair.getPublic()));
        CheckpointCheck check = Checkpoint.open(evidence.checkpoint(), evidence.origin(), List.of(verifier));
        if (!(check instanceof CheckpointCheck.Opened opened)) {
            throw new CommandException(
                    "log key " + logKey + ": is not the one that signed " + evidence.origin() + "'s checkpoint");
        }
        CoseSigner signer = CoseSigner.of(
                CoseAlgorithm.EDDSA,
                pair.getPrivate(),
                ByteBuffer.allocate(Integer.BYTES).putInt(verifier.keyId()).array());
        return CoseReceipt.ofInclusion(signer, opened.checkpoint(), evidence.inclusion())
                .encode();
    }

    private static KeyPair key(Path file) {
        try {
            return PemLogKeys.read(file);
        } catch (IOException e) {
            throw new CommandException("log key " + file + " can't be read: " + e.getMessage(), e);
        } catch (LogKeys.LogKeyException | MalformedException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }
}
