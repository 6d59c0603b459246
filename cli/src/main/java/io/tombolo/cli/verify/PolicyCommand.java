package io.tombolo.cli.verify;

import picocli.CommandLine.Command;

@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Creates and checks trust policies: whose keys a verifier trusts.",
        subcommands = {PolicyInitCommand.class, PolicyCheckCommand.class})
final class PolicyCommand {}
