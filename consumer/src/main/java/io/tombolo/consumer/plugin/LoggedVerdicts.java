package io.tombolo.consumer.plugin;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verdicts in the log of the software that reads. */
final class LoggedVerdicts implements VerdictListener {
    private static final Logger LOG = LoggerFactory.getLogger(VerifyingInterceptor.class);

    @Override
    public void reached(TopicPartition partition, long lastOffset, Level level) {
        LOG.atDebug()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", lastOffset)
                .addKeyValue("level", level)
                .log("records verified");
    }

    @Override
    public void refused(TopicPartition partition, Finding finding) {
        LOG.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("refusal", finding.refusal())
                .addKeyValue("offset", finding.offset())
                .addKeyValue("origin", finding.origin())
                .addKeyValue("leafIndex", finding.index())
                .addKeyValue("detail", finding.detail())
                .log("refused");
    }

    @Override
    public void gone(TopicPartition partition, Finding finding) {
        LOG.atInfo()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", finding.offset())
                .addKeyValue("detail", finding.detail())
                .log("record is in the log and not in Kafka any more");
    }

    @Override
    public void delayed(TopicPartition partition, String why) {
        LOG.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("detail", why)
                .log("verdicts wait");
    }
}
