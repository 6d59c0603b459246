package io.tombolo.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.anchoring.append.AppendService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.http.HttpAccess;
import io.tombolo.schemas.registry.RegistrySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Looks for what is wrong with a deployment, and says how each fault is fixed. Changes nothing.",
        footer = {
            "",
            "Looks at a running tombolo up (--server), at one that does not run (--data), or at an anchoring service of your own"
                    + " (--config). Exit codes: 0 without faults or with warnings only, 1 with faults. docs/doctor.md lists all of them."
        })
public final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", description = "the data folder of a tombolo up, which may be down")
    @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the anchoring service's configuration: its Kafka, registry and own port are looked at")
    @Nullable Path config;

    @Option(
            names = "--anchoring",
            paramLabel = "URL",
            description =
                    "the address of http of a further instance of the anchoring service (may be given several times)")
    List<String> anchoring = List.of();

    @Option(
            names = "--read-side",
            paramLabel = "URL",
            description = "a further read side, or the balancer before them (may be given several times)")
    List<String> readSides = List.of();

    @Option(
            names = "--connect",
            paramLabel = "URL",
            description =
                    "the REST address of a Connect worker, also of one that runs MirrorMaker 2 (may be given several times)")
    List<String> workers = List.of();

    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    private HttpAccess access = HttpAccess.OPEN;

    @Override
    public Integer call() throws InterruptedException {
        Patient.Where where = where().and(anchoring, readSides, workers);
        Map<String, List<Finding>> all;
        try (Patient patient = new Patient(where, access, Clock.systemUTC())) {
            all = new Examination(Path.of("/")).of(patient);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(json(all));
        } else {
            print(out, all);
        }
        out.flush();
        return all.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(one -> one.fault().isError())
                ? ExitCode.REFUSED
                : ExitCode.GOOD;
    }

    private Patient.Where where() {
        if (config != null) {
            return ofConfiguration(config);
        }
        return data != null ? ofFolder(data) : ofServer();
    }

    private Patient.Where ofConfiguration(Path file) {
        AnchoringConfig read;
        try {
            read = AnchoringConfig.FILE.load(file);
        } catch (ConfigException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
        access = server.connection().http();
        Listener http = read.http();
        String scheme = http.certificate().isEmpty() ? "http://" : "https://";
        String host = http.host().equals("0.0.0.0") ? "127.0.0.1" : http.host();
        return new Patient.Where(
                read.kafka(),
                List.of(read.registry().getOrDefault(RegistrySettings.URL, "").split(",", -1)),
                List.of(http.port() > 0 ? scheme + host + ":" + http.port() : ""),
                List.of(),
                List.of(),
                List.of(read.dataDir()),
                "",
                AppendService.sources(read));
    }

    private Patient.Where ofFolder(Path folder) {
        Connection connection = Connection.ofFolder(folder);
        access = connection.http();
        Path endpoints = folder.resolve("endpoints.json");
        if (!Files.exists(endpoints)) {
            return new Patient.Where(
                    Map.of(), List.of(), List.of(), List.of(), List.of(), List.of(folder), folder.toString());
        }
        try {
            JsonNode json = Json.MAPPER.readTree(endpoints.toFile());
            String api = json.path("api").asText();
            return new Patient.Where(
                    connection.kafka(json.path("kafka").asText()),
                    List.of(json.path("registry").asText()),
                    List.of(anchoring(new Server().at(api, connection))),
                    List.of(api),
                    List.of(json.path("connect").asText()),
                    List.of(folder),
                    "");
        } catch (IOException e) {
            throw new CommandException("file " + endpoints + " can't be read: " + e.getMessage(), e);
        }
    }

    private Patient.Where ofServer() {
        Connection connection = server.connection();
        access = connection.http();
        String api = server.url().toString();
        Map<String, String> where = new HashMap<>();
        try {
            server.getJson("/api/v1/endpoints")
                    .properties()
                    .forEach(one -> where.put(one.getKey(), one.getValue().asText()));
        } catch (CommandException e) {
            // The check of the read side says so.
            where.clear();
        }
        String kafka = where.getOrDefault("kafka", connection.settings().getOrDefault("bootstrap.servers", ""));
        return new Patient.Where(
                kafka.isEmpty() ? Map.of() : connection.kafka(kafka),
                List.of(where.getOrDefault("registry", "")),
                List.of(where.getOrDefault("anchoring", "")),
                List.of(api),
                List.of(where.getOrDefault("connect", "")),
                List.of(),
                "");
    }

    private static String anchoring(Server server) {
        try {
            return server.getJson("/api/v1/endpoints").path("anchoring").asText();
        } catch (CommandException e) {
            return "";
        }
    }

    private static String json(Map<String, List<Finding>> all) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        ArrayNode checks = root.putArray("checks");
        all.forEach((check, found) -> {
            ObjectNode one = checks.addObject().put("check", check);
            ArrayNode findings = one.putArray("findings");
            for (Finding finding : found) {
                findings.addObject()
                        .put("fault", finding.fault().name())
                        .put("error", finding.fault().isError())
                        .put("subject", finding.subject())
                        .put("detail", finding.detail())
                        .put("fix", finding.fault().fix());
            }
        });
        return Json.text(root);
    }

    private static void print(PrintWriter out, Map<String, List<Finding>> all) {
        int errors = 0;
        int warnings = 0;
        for (Map.Entry<String, List<Finding>> check : all.entrySet()) {
            out.printf("  %-22s %s%n", check.getKey(), check.getValue().isEmpty() ? "good" : "");
            for (Finding finding : check.getValue()) {
                boolean error = finding.fault().isError();
                errors += error ? 1 : 0;
                warnings += error ? 0 : 1;
                out.printf(
                        "    %s %s %s: %s%n",
                        error ? "FAULT  " : "warning", finding.fault(), finding.subject(), finding.detail());
                out.printf("            fix: %s%n", finding.fault().fix());
            }
        }
        out.printf("%n%s, %s%n", Count.of(errors, "fault"), Count.of(warnings, "warning"));
    }
}
