package io.tombolo.anchoring.seal;

import io.tombolo.merkle.note.Ed25519;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** One PEM file (PKCS#8, mode 600) per organisation in a folder, {@code <organisation>.pem}; a missing one is made. */
public final class PemLogKeys implements LogKeys {
    /** What stands before the 32-byte seed in an Ed25519 PrivateKeyInfo (RFC 8410, section 7). */
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

    private final Path dir;
    private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();

    public PemLogKeys(Path dir) {
        this.dir = dir;
    }

    @Override
    public KeyPair of(String organisation) {
        return keys.computeIfAbsent(organisation, this::open);
    }

    private KeyPair open(String organisation) {
        if (!DOMAIN.matcher(organisation).matches()) {
            throw new IllegalArgumentException("organisation '" + organisation + "': no lower-case domain");
        }
        Path file = dir.resolve(organisation + ".pem");
        try {
            if (!Files.exists(file)) {
                write(file, Ed25519.generate());
            }
            return read(file);
        } catch (IOException e) {
            throw new LogKeyException("log key " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The key in one file.
     *
     * @throws LogKeyException when it is no Ed25519 key in PKCS#8
     */
    public static KeyPair read(Path file) throws IOException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        byte[] encoded;
        try {
            encoded = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new LogKeyException("log key " + file + ": not one PRIVATE KEY in PEM", e);
        }
        if (encoded.length != PKCS8_PREFIX.length + 32
                || !Arrays.equals(PKCS8_PREFIX, Arrays.copyOf(encoded, PKCS8_PREFIX.length))) {
            throw new LogKeyException("log key " + file + ": no Ed25519 key in PKCS#8", null);
        }
        return Ed25519.fromSeed(Arrays.copyOfRange(encoded, PKCS8_PREFIX.length, encoded.length));
    }

    /** Written beside, forced to disk and then moved: a crash leaves a whole key or none. */
    private void write(Path file, KeyPair pair) throws IOException {
        Files.createDirectories(dir);
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        FileAttribute<?>[] owner =
                dir.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Path draft = Files.createTempFile(dir, file.getFileName().toString(), ".new", owner);
        try (FileChannel out = FileChannel.open(draft, Set.of(StandardOpenOption.WRITE))) {
            out.write(ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
