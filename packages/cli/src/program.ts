// The commands. Each one's code is loaded when it runs, so that `start` is not slowed by `sql`.
import { asMillraceError } from "@millrace/core";
import { Command, CommanderError } from "commander";
import { addAccessCommands } from "./access-commands.ts";
import { as, asJson, examples, kafka, list, passwordFile, url } from "./common-options.ts";
import { exitCodes } from "./errors.ts";
import { printError } from "./failure.ts";

const version = "0.1.0";

const program = new Command("millrace")
  .description("Real-time data platform in one process: event log with the Kafka protocol, Streaming SQL, live results.")
  .version(version)
  .showHelpAfterError("(--help says more)")
  .exitOverride()
  .addHelpText(
    "after",
    `
Exit codes:
  0 done   1 failed   2 wrong usage   3 no Millrace or broker answers   4 refused (SQL, rights, limits)   130 interrupted
${examples("start", 'sql -e "SELECT * FROM trending_titles"', "replay edits.json.gz --topic wikipedia --time-field time")}`,
  );

program
  .command("start")
  .description("run Millrace in this terminal")
  .option("--port <number>", "HTTP port: console and API", "8080")
  .option("--host <address>", "address of the HTTP port; beyond this machine it must ask who comes", "127.0.0.1")
  .option("--https", "speak HTTPS there, with --tls-cert and --tls-key")
  .option("--kafka-port <number>", "Kafka port", "9092")
  .option("--kafka-host <address>", "address of the Kafka port", "127.0.0.1")
  .option("--kafka-auth <how>", "login: clients of the Kafka port and of the HTTP port log in")
  .option("--insecure-listen", "said besides a host beyond this machine: yes, without a login or in clear")
  .option("--kafka-tls-port <number>", "second Kafka port, for other machines: TLS, and clients log in")
  .option("--kafka-tls-host <address>", "address that it listens on: 0.0.0.0 is all of them", "127.0.0.1")
  .option("--kafka-tls-advertised <host:port>", "where clients from elsewhere reach it")
  .option("--kafka-tls-auth <how>", "how clients say who they are: login, or certificate (with --tls-ca)", "login")
  .option("--tls-cert <file>", "certificate and those in between, PEM; read again when it changes")
  .option("--tls-key <file>", "the certificate's key, PEM")
  .option("--tls-ca <file>", "who vouches for clients' certificates, PEM")
  .option("--super-user <principal...>", "who may do everything there: User:admin")
  .option("--data <folder>", "data folder", ".millrace")
  .option("--tier <place>", "object store of topics with remote.storage.enable: a folder, or s3://bucket/prefix (MILLRACE_S3_*)")
  .option("--example <name>", "run a living example too: streaming-service")
  .option("--rate <number>", "events a second of the example", "2000")
  .addHelpText(
    "after",
    examples("start", "start --example streaming-service", "start --port 8081 --kafka-port 9192 --data /var/lib/millrace"),
  )
  .action(async (options) => (await import("./commands/start.ts")).start(options));

program
  .command("sql")
  .description("run SQL: a statement, a file, or interactively")
  .argument("[file]", "a file of statements; - reads standard input")
  .option("-e, --execute <sql>", "statements to run")
  .option("--from <where>", "where a SELECT begins: earliest, latest, a time, or -5m", "earliest")
  .option("--until <when>", "end: answer from what is there now and finish; never: go on", "never")
  .option("--limit <rows>", "stop after so many rows")
  .addOption(url())
  .addOption(as())
  .addOption(passwordFile())
  .addOption(asJson())
  .addHelpText(
    "after",
    examples(
      "sql",
      'sql -e "SHOW TABLES"',
      'sql --until end -e "SELECT country, COUNT(*) FROM playback_events GROUP BY country"',
      "sql pipeline.sql",
    ),
  )
  .action(async (file, options) => (await import("./commands/sql.ts")).sql(file, options));

for (const [name, description] of [
  ["apply", "make the definitions of a folder of .sql files so: a pipeline a file"],
  ["plan", "say what apply would change, and what happens to state and output"],
] as const) {
  program
    .command(name)
    .description(description)
    .argument("<folder>", "folder of .sql files")
    .addOption(url())
    .addOption(as())
    .addOption(passwordFile())
    .addOption(asJson())
    .addHelpText("after", examples(`${name} examples/wikipedia`))
    .action(async (folder, options) => (await import("./commands/apply.ts")).apply(folder, { ...options, dryRun: name === "plan" }));
}

program
  .command("replay")
  .description("publish a file of events: JSON lines or CSV, plain or gzip")
  .argument("<file>", "the file")
  .requiredOption("--topic <name>", "topic to publish to; created if it is not there")
  .option("--time-field <name>", "field with the event time: becomes the record's timestamp")
  .option("--key-field <name>", "field that becomes the record's key")
  .option("--format <format>", "json or csv; otherwise by the file's name")
  .option("--speed <speed>", "max, or a multiple of the events' own pace: 1x, 60x", "max")
  .option("--rate <rows>", "rows a second at most")
  .option("--resume", "go on after the last line that an earlier replay published")
  .option("--retry-for <seconds>", "how long to wait for a broker that went away", "60")
  .addOption(kafka())
  .addOption(asJson())
  .addHelpText(
    "after",
    examples(
      "replay edits.json.gz --topic wikipedia --time-field time",
      "replay flights.csv.gz --topic flights --time-field scheduled_at --speed 3600x",
      "replay edits.json.gz --topic wikipedia --resume",
    ),
  )
  .action(async (file, options) => (await import("./commands/replay.ts")).replay(file, options));

const mirror = program
  .command("mirror")
  .description("copy topics and positions of groups from one Kafka cluster to another, each record once")
  .requiredOption("--from <host:port>", "the source: Millrace or any Kafka cluster")
  .requiredOption("--to <host:port>", "the target: Millrace or any Kafka cluster")
  .option("--topics <pattern...>", "topics to copy; * stands for any text", ["*"])
  .option("--groups <pattern...>", "consumer groups whose positions are copied", [])
  .option("--rename <from=to...>", "names at the target: orders=eu.orders, or *=copy.*", [])
  .option("--continuous", "go on for what is new, until interrupted")
  .option("--verify", "afterwards read both sides and compare counts, checksums and positions")
  .option("--dry-run", "say what would be done, and change nothing")
  .option("--no-transactions", "for a target without transactions; nobody else may write to the copies")
  .option("--commit-records <number>", "records that are committed together, at most", "100000")
  .option("--name <name>", "tells several mirrors of one source apart")
  .option("--retry-for <seconds>", "how long to wait for a broker that went away", "60");
for (const side of ["from", "to"] as const) {
  mirror
    .option(`--${side}-tls`, `speak TLS with ${side === "from" ? "the source" : "the target"}`)
    .option(`--${side}-ca <file>`, "certificates (PEM) to trust; says TLS too")
    .option(`--${side}-user <name>`, `user; the password is in MILLRACE_${side.toUpperCase()}_PASSWORD`)
    .option(`--${side}-mechanism <name>`, "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512", "SCRAM-SHA-256");
}
mirror
  .addOption(asJson())
  .addHelpText(
    "after",
    examples(
      "mirror --from 127.0.0.1:9092 --to kafka.example.com:9092 --groups '*' --verify",
      "mirror --from kafka.example.com:9092 --to 127.0.0.1:9092 --topics 'orders*' --continuous",
      "mirror --from 127.0.0.1:9092 --to 127.0.0.1:9092 --topics clicks --rename clicks=clicks.copy",
    ),
  )
  .action(async (options) => (await import("./commands/mirror.ts")).mirror(options));

const topics = program.command("topics").description("list, show, create, alter and delete topics");
list(topics.command("list", { isDefault: true }).description("every topic with size and rate").option("--all", "internal ones too")).action(
  async (options) => (await import("./commands/topics.ts")).listTopics(options),
);
list(topics.command("show").alias("describe").description("one topic").argument("<name>")).action(async (name, options) =>
  (await import("./commands/topics.ts")).showTopic(name, options),
);
list(
  topics
    .command("create")
    .description("create a topic")
    .argument("<name>")
    .option("--partitions <number>", "partitions", "1")
    .option("--config <name=value...>", "settings by Kafka's names: retention.ms=3600000"),
)
  .addHelpText("after", examples("topics create clicks --partitions 4 --config retention.ms=86400000"))
  .action(async (name, options) => (await import("./commands/topics.ts")).createTopic(name, options));
list(
  topics
    .command("alter")
    .description("change a topic's settings, or give it more partitions")
    .argument("<name>")
    .option("--config <name=value...>", "settings by Kafka's names; the others stay")
    .option("--unset <name...>", "settings that go back to their default")
    .option("--partitions <number>", "more partitions than it has"),
)
  .addHelpText(
    "after",
    examples("topics alter clicks --config retention.ms=86400000", "topics alter clicks --unset retention.ms --partitions 8"),
  )
  .action(async (name, options) => (await import("./commands/topics.ts")).alterTopic(name, options));
list(
  topics.command("delete").description("delete a topic and its records; asks first").argument("<name>").option("--yes", "do not ask"),
).action(async (name, options) => (await import("./commands/topics.ts")).deleteTopic(name, options));

const groups = program.command("groups").description("list, show, move and delete consumer groups");
list(groups.command("list", { isDefault: true }).description("every group: state, members, lag")).action(async (options) =>
  (await import("./commands/groups.ts")).listGroups(options),
);
list(groups.command("show").description("one group: position and lag by partition, and who has it").argument("<group>")).action(
  async (group, options) => (await import("./commands/groups.ts")).showGroup(group, options),
);
list(
  groups
    .command("reset")
    .description("move a group without members; says what would change until --execute")
    .argument("<group>")
    .option("--to <place>", "earliest, latest, an ISO time, or -5m")
    .option("--offset <number>", "this offset")
    .option("--by <records>", "so many records on, or back: -100")
    .option("--topic <name>", "this topic only, also one that the group has not read yet")
    .option("--partition <number>", "this partition only")
    .option("--execute", "do it"),
)
  .addHelpText(
    "after",
    examples(
      "groups reset billing --to earliest",
      "groups reset billing --to -2h --topic orders --execute",
      "groups reset billing --by -100 --execute",
    ),
  )
  .action(async (group, options) => (await import("./commands/groups.ts")).resetGroup(group, options));
list(
  groups.command("delete").description("forget a group and its positions; asks first").argument("<group>").option("--yes", "do not ask"),
).action(async (group, options) => (await import("./commands/groups.ts")).deleteGroup(group, options));

const schemas = program.command("schemas").description("list, show, register and check schemas of the registry");
list(
  schemas
    .command("list", { isDefault: true })
    .description("every subject with its newest version")
    .option("--prefix <text>", "only subjects that begin with this")
    .option("--deleted", "deleted ones too"),
)
  .addHelpText("after", examples("schemas list", "schemas list --prefix orders --json"))
  .action(async (options) => (await import("./commands/schemas.ts")).listSchemas(options));
list(
  schemas
    .command("show")
    .description("one version of a subject")
    .argument("<subject>")
    .argument("[version]", "a number, or latest", "latest"),
)
  .addHelpText("after", examples("schemas show orders-value", "schemas show orders-value 1"))
  .action(async (subject, version, options) => (await import("./commands/schemas.ts")).showSchema(subject, version, options));
const schemaFile = (command: Command): Command =>
  list(
    command
      .argument("<subject>", "for a topic's values: its name and -value")
      .argument("<file>", ".avsc, .json (JSON Schema) or .proto")
      .option("--type <type>", "AVRO, JSON or PROTOBUF; otherwise by the file's name")
      .option("--normalize", "take schemas that differ only in order for one")
      .option("--reference <name=subject@version...>", "a schema that this one refers to, by the name it uses"),
  );
schemaFile(schemas.command("register").description("make a file the next version of a subject"))
  .addHelpText(
    "after",
    examples("schemas register orders-value order.avsc", "schemas register orders-value order.proto --reference line.proto=line@1"),
  )
  .action(async (subject, file, options) => (await import("./commands/schemas.ts")).registerSchema(subject, file, options));
schemaFile(schemas.command("check").description("say whether a subject would take a file; ends with 4 when it would not"))
  .addHelpText("after", examples("schemas check orders-value order.avsc"))
  .action(async (subject, file, options) => (await import("./commands/schemas.ts")).checkSchema(subject, file, options));

const jobs = program.command("jobs").description("list, stop, start, restart and delete jobs");
list(
  jobs.command("list", { isDefault: true }).description("every job: rows, lag, watermark, cost").option("--watch", "again every second"),
).action(async (options) => (await import("./commands/jobs.ts")).listJobs(options));
for (const [verb, description] of [
  ["stop", "stop with a checkpoint; start goes on from it"],
  ["start", "start a stopped job"],
  ["restart", "stop, then start"],
  ["delete", "stop the job and remove it with its state; its output topic stays"],
] as const) {
  const command = list(jobs.command(verb).description(description).argument("<job>", "name or id"));
  if (verb === "stop") command.option("--drain", "first read to the end and write every open window");
  command.action(async (job, options) => (await import("./commands/jobs.ts")).changeJob(verb, job, options));
}

program
  .command("tail")
  .description("follow a topic's records")
  .argument("<topic>")
  .option("--search <text>", "only records that contain this")
  .option("--key <key>", "only records with this key")
  .option("--where <conditions>", "only records whose JSON fits")
  .option("--since <time>", "begin with the first ones from then on: an ISO time, or -5m")
  .option("--last <records>", "how many to begin with: the newest, or the first since then", "10")
  .addOption(url())
  .addOption(as())
  .addOption(passwordFile())
  .addOption(asJson())
  .addHelpText(
    "after",
    examples(
      "tail playback_events",
      'tail playback_events --where \'country = "US" and kind = "rebuffer"\'',
      "tail clicks --key alice --since -1h",
    ),
  )
  .action(async (topic, options) => (await import("./commands/tail.ts")).tail(topic, options));

program
  .command("dump-log")
  .description("show what stands in a segment file, every batch checked")
  .argument("<file>", "a .log file in the data folder")
  .option("--records", "the records too, not only their batches")
  .option("--from <offset>", "begin with the batch that holds this offset", "0")
  .option("--limit <batches>", "show so many batches; the rest is checked all the same")
  .addOption(asJson())
  .addHelpText(
    "after",
    examples(
      "dump-log .millrace/topics/clicks/0/00000000000000000000.log",
      "dump-log .millrace/topics/clicks/0/00000000000000000000.log --records --from 1200 --limit 1",
    ),
  )
  .action(async (file, options) => (await import("./commands/dump-log.ts")).dumpLog(file, options));

program
  .command("fsck")
  .description("check every batch in a data folder and say what a start would do, changing nothing")
  .option("--data <folder>", "data folder; Millrace must not be running on it", ".millrace")
  .addOption(asJson())
  .addHelpText("after", examples("fsck", "fsck --data /var/lib/millrace --json"))
  .action(async (options) => (await import("./commands/fsck.ts")).fsck(options));

addAccessCommands(program);

program
  .command("doctor")
  .description("check this machine, the data folder and a running Millrace")
  .option("--data <folder>", "data folder", ".millrace")
  .addOption(url())
  .addOption(as())
  .addOption(passwordFile())
  .addOption(kafka())
  .addOption(asJson())
  .action(async (options) => (await import("./commands/doctor.ts")).doctor(options));

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else process.exitCode = printError(asMillraceError(thrown), process.argv.includes("--json"));
}
