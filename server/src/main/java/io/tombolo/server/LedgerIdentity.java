package io.tombolo.server;

import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.Pkcs11Token;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The map {@code identity} of a {@link FabricLedgerFile}: a member, and its client's certificate and key in one of four containers.
 * Secrets stand in files of their own, of which the first line counts.
 *
 * @param file the ledger file, to which paths are relative
 */
record LedgerIdentity(Path file) {
    private static final List<String> CONTAINERS = List.of("msp_folder", "pkcs12", "token", "certificate");

    FabricIdentity read(JsonFields identity) {
        String member = identity.text("member");
        Optional<String> mspFolder = identity.optionalText("msp_folder");
        Optional<String> pkcs12 = identity.optionalText("pkcs12");
        Optional<JsonFields> token = identity.optionalObject("token");
        Optional<String> certificate = identity.optionalText("certificate");
        long given = Stream.of(mspFolder, pkcs12, token, certificate)
                .filter(Optional::isPresent)
                .count();
        if (given != 1) {
            throw new MalformedException("identity: " + given + " of " + String.join(", ", CONTAINERS) + ", must be 1");
        }
        FabricIdentity read;
        if (mspFolder.isPresent()) {
            read = FabricIdentity.ofMspFolder(member, file.resolveSibling(mspFolder.get()));
        } else if (pkcs12.isPresent()) {
            read = FabricIdentity.ofPkcs12(
                    member,
                    file.resolveSibling(pkcs12.get()),
                    secret("identity.password_file", identity.text("password_file")));
        } else if (token.isPresent()) {
            read = onToken(member, token.get());
        } else {
            read = FabricIdentity.ofPem(
                    member,
                    text("identity.certificate", certificate.orElseThrow()),
                    text("identity.private_key", identity.text("private_key")));
        }
        identity.end();
        return read;
    }

    private FabricIdentity onToken(String member, JsonFields token) {
        Path library = file.resolveSibling(token.text("library"));
        long slot = token.optionalNumber("slot").orElse(0L);
        String label = token.text("label");
        char[] pin = secret("identity.token.pin_file", token.text("pin_file"));
        token.end();
        return FabricIdentity.ofToken(
                member, new Pkcs11Token(library, (int) Math.min(slot, Integer.MAX_VALUE)), label, pin);
    }

    private char[] secret(String key, String path) {
        return text(key, path).lines().findFirst().orElse("").toCharArray();
    }

    private String text(String key, String path) {
        try {
            return Files.readString(file.resolveSibling(path));
        } catch (IOException e) {
            throw new MalformedException(key + ": file " + file.resolveSibling(path) + " can't be read");
        }
    }
}
