package io.tombolo.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes one event's evidence to a file, which tombolo verify checks without any server.")
final class EvidenceCommand implements Callable<Integer> {
    @Option(names = "--dataset", required = true, paramLabel = "ORGANISATION/NAME", description = "the dataset")
    String dataset = "";

    @Option(
            names = "--partition",
            defaultValue = "0",
            description = "the event's partition in the dataset's topic (default: ${DEFAULT-VALUE})")
    int partition;

    @Option(names = "--offset", required = true, description = "the event's offset in that partition")
    long offset;

    @Option(names = "-o", paramLabel = "FILE", required = true, description = "the file to write")
    Path file = Path.of("evidence.json");

    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        Datasets.parse(dataset);
        byte[] evidence = server.getBytes(
                "/api/v1/evidence",
                "dataset",
                dataset,
                "partition",
                Integer.toString(partition),
                "offset",
                Long.toString(offset));
        try {
            Files.write(file, evidence);
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be written: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output.json) {
            out.println(Json.text(Map.of("file", file.toString(), "bytes", evidence.length)));
        } else {
            out.printf(
                    "Evidence of %s, partition %d, offset %d: %s (%,d bytes)%n",
                    dataset, partition, offset, file, evidence.length);
            out.printf("Check it anywhere with: tombolo verify %s%n", file);
        }
        out.flush();
        return Main.GOOD;
    }
}
