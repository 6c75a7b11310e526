// `millrace mirror`: topics with their records and the positions of groups, from one cluster to another. What makes it
// exact is in @millrace/kafka/mirror; here are its options, and how it ends.
import { asMillraceError, systemClock } from "@millrace/core";
import { type Cluster, openCluster } from "@millrace/kafka/client";
import { Mirror } from "@millrace/kafka/mirror";
import { exitCodes } from "../errors.ts";
import { isEqual, type MirrorReport, showDropped, showPlan, showReport } from "../mirror/report.ts";
import { sideSecurity } from "../mirror/security.ts";
import { interruption, numberOption } from "../options.ts";
import { colours, json } from "../output.ts";
import { Progress } from "../replay/progress.ts";

export interface MirrorCommandOptions {
  readonly from: string;
  readonly to: string;
  readonly topics: readonly string[];
  readonly groups: readonly string[];
  readonly rename: readonly string[];
  readonly continuous?: boolean;
  readonly verify?: boolean;
  readonly dryRun?: boolean;
  readonly transactions: boolean;
  readonly name?: string;
  readonly retryFor: string;
  readonly commitRecords: string;
  readonly json?: boolean;
  readonly fromTls?: boolean;
  readonly fromCa?: string;
  readonly fromUser?: string;
  readonly fromMechanism: string;
  readonly toTls?: boolean;
  readonly toCa?: string;
  readonly toUser?: string;
  readonly toMechanism: string;
}

export async function mirror(options: MirrorCommandOptions): Promise<void> {
  const patienceMs = numberOption("retry-for", options.retryFor, { min: 0 }) * 1000;
  const shared = { clientId: "millrace-mirror", patienceMs };
  const from = { tls: options.fromTls, ca: options.fromCa, user: options.fromUser, mechanism: options.fromMechanism };
  const to = { tls: options.toTls, ca: options.toCa, user: options.toUser, mechanism: options.toMechanism };
  const [fromSecurity, toSecurity] = [sideSecurity("from", from, process.env), sideSecurity("to", to, process.env)];
  const source = await openCluster({ bootstrap: options.from, ...shared, ...fromSecurity });
  try {
    const target = await openCluster({ bootstrap: options.to, ...shared, ...toSecurity });
    try {
      await run(source, target, options);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function run(source: Cluster, target: Cluster, options: MirrorCommandOptions): Promise<void> {
  const asJson = options.json === true;
  const progress = new Progress(0, "records");
  let gone = 0;
  const copying = new Mirror({
    source,
    target,
    topics: options.topics,
    groups: options.groups,
    rename: options.rename,
    name: options.name,
    transactions: options.transactions,
    roundRecords: numberOption("commit-records", options.commitRecords, { min: 1, integer: true }),
    clock: systemClock,
    hooks: {
      copied(_, { records, bytes }) {
        progress.rows += records;
        // Until the round is counted.
        progress.done += records;
        progress.valueBytes += bytes;
        progress.show();
      },
      gone: (_, from, to) => void (gone += to - from),
      failed: (error) => void process.stderr.write(`\n${colours.yellow("again:")} ${asMillraceError(error).message}\n`),
      advanced(totals) {
        progress.total = totals.offsets;
        progress.done = totals.offsets - totals.left;
      },
    },
  });
  const plan = await copying.plan();
  if (options.dryRun === true) return asJson ? json({ topics: plan, ...copying.totals() }) : showPlan(plan, copying.totals().left);
  const topics = await copying.prepare();
  if (!asJson) showDropped(topics);
  const signal = interruption();
  await copying.run(signal);
  const groups = await copying.copyPositions();
  if (options.continuous === true) await copying.follow(signal);
  // A continuous mirror has no other end.
  const interrupted = signal.aborted && options.continuous !== true;
  const report: MirrorReport = {
    topics,
    records: progress.rows,
    bytes: progress.valueBytes,
    seconds: progress.seconds,
    gone,
    interrupted,
    ...(options.groups.length === 0 ? {} : { groups }),
    ...(options.verify === true && !interrupted ? { verified: await copying.verify() } : {}),
  };
  if (asJson) json(report);
  else showReport(report, progress);
  if (report.interrupted) process.exitCode = exitCodes.interrupted;
  else if (report.verified !== undefined && !isEqual(report.verified)) process.exitCode = exitCodes.failed;
}
