package io.tombolo.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.dataspacetck.core.system.ConsoleMonitor;
import org.eclipse.dataspacetck.dsp.system.DspSystemLauncher;
import org.eclipse.dataspacetck.runtime.TckRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Eclipse's compatibility kit of the protocol, against a server. */
class TckIT {
    /** Of 67, which the kit itself disables: a consumer that resumes. */
    private static final int DISABLED = 2;

    @Test
    void passesTheCompatibilityKitAsProviderAndAsConsumer(@TempDir Path folder) throws IOException {
        List<String> datasets = new ArrayList<>(TckScript.tests());
        datasets.addAll(List.of("CAT_01_01", "CAT_01_02"));
        Dataspace.Config config = Connectors.unhurried("urn:under:test", folder, new MemoryAgreements(datasets));

        try (Dataspace connector = Dataspace.start(config, new TckScript(), Clock.systemUTC())) {
            TestExecutionSummary result = TckRuntime.Builder.newInstance()
                    .properties(properties(connector, freePort()))
                    .launcher(DspSystemLauncher.class)
                    .addPackage("org.eclipse.dataspacetck.dsp.verification")
                    .monitor(new ConsoleMonitor(false, false))
                    .build()
                    .execute();

            assertThat(result.getFailures())
                    .extracting(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                    .isEmpty();
            assertThat(result.getTestsFoundCount()).isEqualTo(67);
            assertThat(result.getTestsSkippedCount()).isEqualTo(DISABLED);
            assertThat(result.getTestsSucceededCount()).isEqualTo(67 - DISABLED);
        }
    }

    private static Map<String, String> properties(Dataspace connector, int port) {
        Map<String, String> properties = new HashMap<>();
        properties.put("dataspacetck.dsp.local.connector", "false");
        properties.put("dataspacetck.dsp.connector.agent.id", "urn:under:test");
        properties.put("dataspacetck.dsp.connector.http.url", connector.uri() + "/dsp");
        properties.put(
                "dataspacetck.dsp.connector.http.base.url", connector.uri().toString());
        properties.put(
                "dataspacetck.dsp.connector.negotiation.initiate.url", connector.uri() + "/control/negotiations");
        properties.put("dataspacetck.dsp.connector.transfer.initiate.url", connector.uri() + "/control/transfers");
        // Load must not matter: seconds.
        properties.put("dataspacetck.dsp.default.wait", "120");
        properties.put("dataspacetck.host", "127.0.0.1");
        properties.put("dataspacetck.port", String.valueOf(port));
        properties.put("dataspacetck.callback.address", "http://127.0.0.1:" + port);
        List<String> tests = new ArrayList<>(TckScript.tests());
        tests.addAll(List.of("CAT_01_01", "CAT_01_02", "CAT_01_03"));
        for (String test : tests) {
            properties.put(test + "_DATASETID", test);
            properties.put(test + "_OFFERID", "offer-" + test);
            properties.put(test + "_AGREEMENTID", test);
            properties.put(test + "_FORMAT", Agreements.FORMAT);
        }
        return properties;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
