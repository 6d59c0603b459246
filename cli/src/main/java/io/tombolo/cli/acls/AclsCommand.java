package io.tombolo.cli.acls;

import io.tombolo.capture.WorkerSecrets;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.schemas.DatasetId;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "acls",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows, applies or checks the least that each part may do at Kafka, as access lists (ACLs).",
        footer = {
            "",
            "Parts: registry, connect, publisher, push, anchoring, read-side, witness; connector/NAME and"
                    + " consumer/ORGANISATION/DATASET. Each has the user tombolo-PART unless =USER follows it. Without any, all"
                    + " but the last two. --check ends with exit code 1 when an access list is missing or surplus. More:"
                    + " docs/secure.md."
        })
public final class AclsCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    Deed deed = new Deed();

    @Parameters(paramLabel = "PART[=USER]", arity = "0..*", description = "which parts, and under which users")
    List<String> parts = List.of();

    @Option(
            names = "--organisation",
            paramLabel = "DOMAIN",
            split = ",",
            description = "whose datasets they are, as acme.example; may be repeated")
    List<String> organisations = List.of();

    @Option(
            names = {"--kafka-admin", "--connection"},
            paramLabel = "FILE",
            description =
                    "client properties of who may change access lists, with bootstrap.servers: of a secured tombolo up"
                            + " its DIR/security/client.properties (also from TOMBOLO_CONNECTION)")
    @Nullable Path administrator = Optional.ofNullable(System.getenv("TOMBOLO_CONNECTION"))
            .filter(file -> !file.isEmpty())
            .map(Path::of)
            .orElse(null);

    @Option(
            names = "--users",
            paramLabel = "DIR",
            description = "with --apply: give each part without a file in DIR a new password (SCRAM-SHA-512), and write"
                    + " DIR/USER.properties, with which it connects")
    @Nullable Path users;

    @Option(
            names = "--anchoring-id",
            paramLabel = "ID",
            defaultValue = "tombolo-anchoring",
            description = "the anchoring service's `id` (default: ${DEFAULT-VALUE})")
    String anchoring = "tombolo-anchoring";

    @Option(
            names = "--connect-group",
            paramLabel = "ID",
            defaultValue = "tombolo-connect",
            description = "the `group.id` of the Connect worker (default: ${DEFAULT-VALUE})")
    String worker = "tombolo-connect";

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    static final class Deed {
        @Option(names = "--print", description = "show them; needs no Kafka")
        boolean print;

        @Option(names = "--commands", description = "show them as commands of Kafka's kafka-acls.sh")
        boolean commands;

        @Option(
                names = "--strimzi",
                paramLabel = "CLUSTER",
                description = "show them as KafkaUser resources of Strimzi")
        @Nullable String strimzi;

        @Option(names = "--apply", description = "create those that are missing; removes nothing")
        boolean apply;

        @Option(names = "--check", description = "compare them with those in force")
        boolean check;
    }

    @Override
    public Integer call() {
        List<Part> all =
                parts.isEmpty() ? Part.all() : parts.stream().map(Part::parse).toList();
        Rights rights = rights(all);
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (deed.print) {
                print(out, all, rights);
                return ExitCode.GOOD;
            }
            if (deed.commands) {
                String bootstrap =
                        administrator == null ? "HOST:PORT" : settings().getOrDefault("bootstrap.servers", "");
                all.forEach(part -> rights.of(part)
                        .forEach(right -> out.println(AclText.command(right, part.principal(), bootstrap))));
                return ExitCode.GOOD;
            }
            if (deed.strimzi != null) {
                all.stream()
                        .filter(part -> part.kind() != Part.Kind.WITNESS)
                        .forEach(part -> out.print(KafkaUserYaml.of(deed.strimzi, part, rights.of(part))));
                return ExitCode.GOOD;
            }
            return compare(out, all, rights);
        } finally {
            out.flush();
        }
    }

    private Rights rights(List<Part> all) {
        for (String organisation : organisations) {
            if (!DatasetId.isOrganisation(organisation)) {
                throw new CommandException("--organisation '" + organisation
                        + "': must be a lower-case domain name with a dot, as acme.example");
            }
        }
        if (organisations.isEmpty()) {
            all.stream()
                    .filter(part -> Rights.needsOrganisation(part.kind()))
                    .findFirst()
                    .ifPresent(part -> {
                        throw new CommandException("give --organisation DOMAIN: what " + part.name()
                                + " may do depends on whose datasets they are");
                    });
        }
        return new Rights(organisations, anchoring, worker);
    }

    private Map<String, String> settings() {
        if (administrator == null) {
            throw new CommandException("give --kafka-admin FILE, the client properties of who may change access lists"
                    + " (of a secured tombolo up DIR/security/client.properties)");
        }
        Map<String, String> settings =
                Connection.read("--kafka-admin", administrator).settings();
        if (settings.getOrDefault("bootstrap.servers", "").isEmpty()) {
            throw new CommandException("--kafka-admin " + administrator + " names no bootstrap.servers");
        }
        return settings;
    }

    private void print(PrintWriter out, List<Part> all, Rights rights) {
        if (output.isGiven()) {
            List<Map<String, Object>> json = new ArrayList<>();
            for (Part part : all) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("part", part.name());
                one.put("principal", part.principal());
                one.put("acls", rights.bindings(part).map(AclText::json).toList());
                json.add(one);
            }
            out.println(Json.text(Map.of("parts", json)));
            return;
        }
        Table table = new Table("part", "user", "may", "resource", "for");
        for (Part part : all) {
            List<Right> its = rights.of(part);
            its.forEach(right -> table.add(
                    part.name(),
                    part.user(),
                    AclText.operations(right.operations()),
                    AclText.resource(right.resource()),
                    right.why()));
            if (its.isEmpty()) {
                table.add(part.name(), "–", "nothing", "–", "it does not connect to Kafka");
            }
        }
        out.print(table);
    }

    private int compare(PrintWriter out, List<Part> all, Rights rights) {
        Map<String, String> settings = settings();
        Set<AclBinding> wanted =
                all.stream().flatMap(rights::bindings).collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> principals = all.stream().map(Part::principal).collect(Collectors.toSet());
        try (KafkaAcls kafka = new KafkaAcls(settings)) {
            KafkaAcls.Difference difference = kafka.compare(wanted, principals);
            List<Path> made = new ArrayList<>();
            if (deed.apply) {
                kafka.create(difference.missing());
                all.stream()
                        .filter(part -> part.kind() != Part.Kind.WITNESS)
                        .forEach(part -> user(kafka, settings, part, made));
            }
            say(out, difference, made);
            return deed.check && !difference.none() ? ExitCode.REFUSED : ExitCode.GOOD;
        }
    }

    /** The user first: a file that is there has a password that counts. */
    private void user(KafkaAcls kafka, Map<String, String> settings, Part part, List<Path> made) {
        if (users == null || Files.exists(users.resolve(part.user() + ".properties"))) {
            return;
        }
        String password = kafka.password(part.user());
        new WorkerSecrets(users).keep(part.user(), KafkaAcls.client(settings, part.user(), password));
        made.add(users.resolve(part.user() + ".properties"));
    }

    private void say(PrintWriter out, KafkaAcls.Difference difference, List<Path> made) {
        String first = deed.apply ? "created" : "missing";
        if (output.isGiven()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put(first, difference.missing().stream().map(AclText::json).toList());
            json.put("surplus", difference.surplus().stream().map(AclText::json).toList());
            json.put("files", made.stream().map(Path::toString).toList());
            out.println(Json.text(json));
            return;
        }
        difference.missing().forEach(acl -> out.println(first + "  " + AclText.line(acl)));
        difference.surplus().forEach(acl -> out.println("surplus  " + AclText.line(acl)));
        made.forEach(file -> out.println("wrote    " + file));
        if (difference.none()) {
            out.println("Nothing is missing, and nothing is surplus.");
        }
    }
}
