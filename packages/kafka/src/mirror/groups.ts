// Positions of consumer groups, translated: a group that goes on at the target reads exactly what it had not read at the
// source. A position never moves back, so that a group which already reads at the target is not thrown back by a late
// mirror; and one beyond what was copied waits at the end of that.
import type { Coordination, GroupPosition } from "@millrace/log";
import { coordinationErrors } from "../coordination/errors.ts";
import { matcher } from "./names.ts";
import type { OffsetRuns } from "./runs.ts";

/** Where a source partition went. */
export type Destination = (topic: string, partition: number) => { readonly target: string; readonly runs: OffsetRuns } | undefined;

export interface SourcePosition {
  readonly group: string;
  readonly position: GroupPosition;
}

/** Of the groups that match. Read before the records are copied, so that what they point at is there afterwards. */
export async function sourcePositions(source: Coordination, patterns: readonly string[]): Promise<SourcePosition[]> {
  if (patterns.length === 0) return [];
  const found: SourcePosition[] = [];
  for (const group of (await source.groups()).filter(matcher(patterns)))
    for (const position of await source.positions(group)) found.push({ group, position });
  return found;
}

export interface TranslatedPosition {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly source: number;
  readonly target: GroupPosition;
}

export function translated(positions: readonly SourcePosition[], destination: Destination): TranslatedPosition[] {
  return positions.flatMap(({ group, position }) => {
    const there = destination(position.topic, position.partition);
    if (there === undefined) return [];
    const { topic, partition, offset, metadata } = position;
    const rest = metadata === undefined ? {} : { metadata };
    return [
      {
        group,
        topic,
        partition,
        source: offset,
        target: { topic: there.target, partition, offset: there.runs.translate(offset), ...rest },
      },
    ];
  });
}

export interface GroupsCopied {
  readonly groups: number;
  readonly positions: number;
  /** Groups with members at the target: their positions are theirs. */
  readonly active: readonly string[];
}

export async function copyPositions(target: Coordination, positions: readonly TranslatedPosition[]): Promise<GroupsCopied> {
  const byGroup = new Map<string, GroupPosition[]>();
  for (const { group, target: position } of positions) byGroup.set(group, [...(byGroup.get(group) ?? []), position]);
  const active: string[] = [];
  let copied = 0;
  for (const [group, wanted] of byGroup) {
    const there = new Map((await target.positions(group)).map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]));
    const ahead = wanted.filter(({ topic, partition, offset }) => offset > (there.get(`${topic}/${partition}`) ?? -1));
    if (ahead.length === 0) continue;
    try {
      await target.commitPositions(group, ahead);
      copied += ahead.length;
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== coordinationErrors.groupActive.code) throw thrown;
      active.push(group);
    }
  }
  return { groups: byGroup.size - active.length, positions: copied, active };
}
