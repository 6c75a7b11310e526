// Moves a group to another place in its topics: the beginning, the end, a point in time, an offset, or so many records
// on or back. First as a plan, which says what would change; a group with members is left alone.
import type { GroupPosition } from "@millrace/log";
import type { Caller } from "../access/caller.ts";
import type { ResetAnswer, ResetBody } from "../api/types.ts";
import { errors } from "../errors.ts";
import { pointInTime } from "../point-in-time.ts";
import type { Services } from "../services.ts";
import { topicNearest } from "../topics/nearest.ts";
import { findGroup } from "./group-view.ts";

type ResetServices = Pick<Services, "broker" | "log" | "clock">;

interface Place {
  readonly topic: string;
  readonly partition: number;
}

export async function resetGroup(services: ResetServices, name: string, body: ResetBody, caller: Caller): Promise<ResetAnswer> {
  const { broker } = services;
  const positions = new Map((await broker.coordination.positions(name)).map((one) => [`${one.partition}/${one.topic}`, one]));
  const target = targetOf(services, body.to);
  if (body.topic !== undefined) caller.demand("read", "topic", body.topic);
  const moving = places(services, name, body);
  for (const { topic } of moving) caller.demand("read", "topic", topic);
  const changes: ResetAnswer["changes"][number][] = [];
  for (const place of moving) {
    const before = positions.get(`${place.partition}/${place.topic}`)?.offset ?? null;
    changes.push({ ...place, before, after: await target(place, before) });
  }
  const dryRun = body.dryRun ?? true;
  if (!dryRun) {
    const moved = changes.map(({ topic, partition, after }): GroupPosition => ({ topic, partition, offset: after }));
    await broker.coordination.commitPositions(name, moved);
  }
  return { group: name, done: !dryRun, changes };
}

/** What the group has positions in, or the topic that was named: a group may be placed before it first reads. */
function places({ broker, log }: ResetServices, name: string, { topic, partition }: ResetBody): Place[] {
  if (topic !== undefined) {
    const info = log.topic(topic);
    if (info === undefined) throw errors.topicUnknown(topic, topicNearest(log, topic));
    if (partition !== undefined && partition >= info.partitions) throw errors.partitionUnknown(topic, partition, info.partitions);
    const partitions = partition === undefined ? Array.from({ length: info.partitions }, (_, index) => index) : [partition];
    return partitions.map((index) => ({ topic, partition: index }));
  }
  return findGroup({ broker }, name)
    .offsets.filter((position) => position.partition < (log.topic(position.topic)?.partitions ?? 0))
    .map((position) => ({ topic: position.topic, partition: position.partition }));
}

type Target = (place: Place, before: number | null) => number | Promise<number>;

function targetOf({ log, clock }: ResetServices, to: string): Target {
  const within = ({ topic, partition }: Place, offset: number): number => {
    const { start, end } = log.offsets(topic, partition);
    return Math.min(end, Math.max(start, offset));
  };
  if (to === "earliest") return (place) => log.offsets(place.topic, place.partition).start;
  if (to === "latest") return (place) => log.offsets(place.topic, place.partition).end;
  const shift = /^by:([+-]?\d{1,15})$/.exec(to);
  if (shift !== null) return (place, before) => within(place, (before ?? 0) + Number(shift[1]));
  const offset = /^offset:(\d{1,15})$/.exec(to);
  if (offset !== null) return (place) => within(place, Number(offset[1]));
  const ms = pointInTime(to, clock.now());
  if (ms === undefined) throw errors.resetUnreadable(to);
  return async ({ topic, partition }) => (await log.offsetAt(topic, partition, ms))?.offset ?? log.offsets(topic, partition).end;
}
