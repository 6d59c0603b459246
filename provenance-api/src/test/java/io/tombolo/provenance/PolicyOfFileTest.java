package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PolicyOfFileTest {

    @TempDir
    Path dir;

    private final Logger logger = (Logger) LoggerFactory.getLogger(PolicyOfFile.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void watchTheLog() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopWatching() {
        logger.detachAppender(log);
    }

    private static String policy(String organisation) {
        byte[] key = new byte[33];
        key[0] = 1;
        LogKey of = new LogKey(organisation, Bytes.of(key), Optional.empty(), Optional.empty());
        return new String(PolicyFile.write(TrustPolicy.of(List.of(of), List.of())), StandardCharsets.UTF_8);
    }

    private static void write(Path file, String text, long at) throws Exception {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(at));
    }

    @Test
    void keepsTheFormerPolicyAndLogsOnceWhileTheFileIsGone() throws Exception {
        Path file = dir.resolve("policy.json");
        write(file, policy("acme.example"), 1_000_000);
        PolicyOfFile policy = new PolicyOfFile(file);
        TrustPolicy first = policy.get();

        Files.delete(file);
        assertThat(policy.get()).isSameAs(first);
        assertThat(policy.get()).isSameAs(first);
        assertThat(messages()).containsExactly("A changed policy can't be read; the former one counts");

        write(file, "{", 2_000_000);
        assertThat(policy.get()).isSameAs(first);
        assertThat(policy.get()).isSameAs(first);
        assertThat(messages()).hasSize(2);

        write(file, policy("globex.example"), 3_000_000);
        assertThat(policy.get().logKeys().get(0).organisation()).isEqualTo("globex.example");
        assertThat(messages()).hasSize(3).last().isEqualTo("The policy can be read again");
    }

    @Test
    void namesAFileThatIsNotAPolicy() throws Exception {
        Path file = Files.writeString(dir.resolve("policy.json"), "[]");
        assertThatThrownBy(() -> new PolicyOfFile(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy: file " + file + " can't be read (");
    }

    private List<String> messages() {
        return log.list.stream().map(ILoggingEvent::getMessage).toList();
    }
}
