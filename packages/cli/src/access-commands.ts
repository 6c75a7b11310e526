// The commands about who may come to the Kafka port: users, rules, quotas, connections.
import type { Command } from "commander";
import { as, asJson, examples, kafka, list, passwordFile } from "./common-options.ts";

export function addAccessCommands(program: Command): void {
  const users = program.command("users").description("list, add and remove users that log in at the Kafka port");
  users
    .command("list", { isDefault: true })
    .description("who can log in")
    .addOption(kafka())
    .addOption(as())
    .addOption(passwordFile())
    .addOption(asJson())
    .action(async (options) => (await import("./commands/users.ts")).listUsers(options));
  users
    .command("add")
    .description("add a user, or change the password: from MILLRACE_PASSWORD, a prompt or standard input")
    .argument("<name>")
    .option("--all-rights", "and allow everything with all topics and groups")
    .addOption(kafka())
    .addOption(as())
    .addOption(passwordFile())
    .addOption(asJson())
    .addHelpText("after", examples("users add alice", "users add pipeline --all-rights"))
    .action(async (name, options) => (await import("./commands/users.ts")).addUser(name, options));
  users
    .command("remove")
    .description("take a user's password away; asks first; its rules stay")
    .argument("<name>")
    .option("--yes", "do not ask")
    .addOption(kafka())
    .addOption(as())
    .addOption(passwordFile())
    .addOption(asJson())
    .addHelpText("after", examples("users remove alice", "users remove alice --yes"))
    .action(async (name, options) => (await import("./commands/users.ts")).removeUser(name, options));

  const acls = program.command("acls").description("list, add and remove rules: who may do what at the Kafka port");
  list(
    acls.command("list", { isDefault: true }).description("every rule, in plain words").option("--principal <principal>", "only its rules"),
  )
    .addHelpText("after", examples("acls list", "acls list --principal User:ada --json"))
    .action(async (options) => (await import("./commands/acls.ts")).listRules(options));
  const resource = (command: Command): Command =>
    list(
      command
        .option("--topic <name>", "about this topic; * is all of them")
        .option("--group <name>", "about this consumer group")
        .option("--transactional-id <name>", "about this transactional id")
        .option("--user <name>", "about this user's tokens")
        .option("--cluster", "about the cluster")
        .option("--prefixed", "about all whose names begin so"),
    );
  resource(
    acls
      .command("add")
      .description("allow something, or deny it")
      .argument("<principal>", "who: User:alice; User:* is everyone")
      .argument("<operation...>", "what: read, write, create, delete, alter, describe, all, …")
      .option("--deny", "deny it; that wins over what allows it")
      .option("--host <address>", "only from this address", "*")
      .option("--dry-run", "only say what it would mean"),
  )
    .addHelpText(
      "after",
      examples(
        "acls add User:ada read --topic orders- --prefixed --dry-run",
        "acls add User:ada read --group billing",
        "acls add User:* delete --topic '*' --deny",
      ),
    )
    .action(async (principal, operations, options) => (await import("./commands/acls.ts")).addRules(principal, operations, options));
  resource(
    acls
      .command("remove")
      .description("remove a principal's rules, or those about one resource; asks first")
      .argument("<principal>")
      .option("--operation <operation>", "only rules about this operation")
      .option("--yes", "do not ask"),
  )
    .addHelpText("after", examples("acls remove User:ada", "acls remove User:ada --operation read --topic orders- --prefixed"))
    .action(async (principal, options) => (await import("./commands/acls.ts")).removeRules(principal, options));

  const quotas = program.command("quotas").description("list, set and remove quotas of users, client ids and addresses");
  list(quotas.command("list", { isDefault: true }).description("every quota")).action(async (options) =>
    (await import("./commands/quotas.ts")).listQuotas(options),
  );
  const entity = (command: Command): Command =>
    list(
      command
        .option("--user [name]", "of this user; without a name, of each that has none of its own")
        .option("--client-id [name]", "of this client id")
        .option("--ip [address]", "of this address"),
    );
  entity(
    quotas
      .command("set")
      .description("set quotas by Kafka's names")
      .argument(
        "<name=value...>",
        "producer_byte_rate, consumer_byte_rate, request_percentage, controller_mutation_rate, connection_creation_rate",
      ),
  )
    .addHelpText("after", examples("quotas set producer_byte_rate=1048576 --user ada", "quotas set connection_creation_rate=20 --ip"))
    .action(async (settings, options) => (await import("./commands/quotas.ts")).setQuotas(settings, options));
  entity(quotas.command("remove").description("remove quotas; asks first").argument("<name...>").option("--yes", "do not ask"))
    .addHelpText("after", examples("quotas remove producer_byte_rate --user ada"))
    .action(async (names, options) => (await import("./commands/quotas.ts")).removeQuotas(names, options));

  list(program.command("connections").description("clients on the Kafka port: who, from where, since when, reading and writing what"))
    .addHelpText("after", examples("connections", "connections --json"))
    .action(async (options) => (await import("./commands/connections.ts")).listConnections(options));
}
