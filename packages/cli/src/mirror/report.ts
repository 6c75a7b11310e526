// What a mirror says before and after.
import type { GroupsCopied, PlannedTopic, VerifiedPartition, VerifiedPosition } from "@millrace/kafka/mirror";
import { colours, count, table } from "../output.ts";
import type { Progress } from "../replay/progress.ts";

export interface Verified {
  readonly partitions: readonly VerifiedPartition[];
  readonly positions: readonly VerifiedPosition[];
}

export interface MirrorReport {
  readonly topics: readonly PlannedTopic[];
  readonly records: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Source offsets that retention removed before they could be copied. */
  readonly gone: number;
  readonly interrupted: boolean;
  readonly groups?: GroupsCopied;
  readonly verified?: Verified;
}

export const isEqual = ({ partitions, positions }: Verified): boolean =>
  partitions.every(({ equal }) => equal) && positions.every(({ equal }) => equal);

export function showPlan(plan: readonly PlannedTopic[], left: number): void {
  const rows = plan.map(({ source, target, partitions, exists, grows, settings }) => [
    source,
    target,
    partitions,
    exists ? (grows ? "gets more partitions" : "is there") : "is created",
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(" "),
  ]);
  console.log(table(["topic", "at the target", "partitions", "", "settings"], rows));
  showDropped(plan);
  console.log(`\nup to ${count(left)} records would be copied`);
}

export function showDropped(plan: readonly PlannedTopic[]): void {
  for (const { source, dropped } of plan)
    for (const [name, reason] of Object.entries(dropped)) console.log(`${colours.yellow("left out:")} ${name} of ${source}: ${reason}`);
}

export function showReport(report: MirrorReport, progress: Progress): void {
  console.log(`${report.interrupted ? "interrupted: " : ""}copied ${progress.summary()} of ${report.topics.length} topics`);
  if (report.gone > 0) console.log(colours.yellow(`${count(report.gone)} offsets of the source were gone before they could be copied`));
  if (report.groups !== undefined) {
    const { groups, positions, active } = report.groups;
    console.log(`${count(positions)} positions of ${count(groups)} groups`);
    for (const group of active) console.log(colours.yellow(`group ${group} has members at the target: its positions are left to them`));
  }
  if (report.interrupted) console.log("the same command goes on from here");
  if (report.verified !== undefined) showVerified(report.verified);
}

function showVerified({ partitions, positions }: Verified): void {
  const mark = (equal: boolean): string => (equal ? "equal" : colours.red("different"));
  const rows = partitions.map(({ target, topic, partition, source, copy, behind, equal }) => [
    target === topic ? topic : `${topic} → ${target}`,
    partition,
    count(source.records),
    count(copy.records),
    source.checksum.slice(0, 12),
    copy.checksum.slice(0, 12),
    behind === 0 ? mark(equal) : colours.red(`${count(behind)} behind`),
  ]);
  console.log(`\n${table(["topic", "partition", "records", "copied", "checksum", "of the copy", ""], rows)}`);
  if (positions.length === 0) return;
  const places = positions.map(({ group, topic, partition, source, target, found, equal }) => [
    group,
    topic,
    partition,
    source,
    target.offset,
    found < 0 ? "none" : found,
    mark(equal),
  ]);
  console.log(`\n${table(["group", "topic", "partition", "at the source", "translated", "at the target", ""], places)}`);
}
