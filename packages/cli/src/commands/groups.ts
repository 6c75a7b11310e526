import type { GroupDetail, GroupSummary, ResetAnswer, ResetBody } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { confirm } from "../confirm.ts";
import { cliErrors } from "../errors.ts";
import { numberOption } from "../options.ts";
import { colours, count, json, table } from "../output.ts";
import type { Server } from "../server.ts";

interface Common extends Server {
  readonly json?: boolean;
}

const pathOf = (group: string): string => `/groups/${encodeURIComponent(group)}`;

export async function listGroups(options: Common): Promise<void> {
  const groups = await new Api(options).get<readonly GroupSummary[]>("/groups");
  if (options.json === true) return json(groups);
  if (groups.length === 0) return console.log("no consumer groups: one appears when a Kafka client joins it or commits for it");
  const rows = groups.map(({ group, state, type, members, lag, topics }) => [group, state, type, members, count(lag), topics.join(", ")]);
  console.log(table(["group", "state", "protocol", "members", "lag", "topics"], rows));
}

export async function showGroup(group: string, options: Common): Promise<void> {
  const detail = await new Api(options).get<GroupDetail>(pathOf(group));
  if (options.json === true) return json(detail);
  const assignor = detail.assignor === null ? "" : `, ${detail.assignor}`;
  console.log(`${colours.bold(detail.group)}: ${detail.state}, ${count(detail.lag)} records behind (${detail.type}${assignor})\n`);
  const clients = new Map(detail.memberList.map(({ memberId, clientId, clientHost }) => [memberId, `${clientId}${clientHost}`]));
  const rows = detail.positions.map(({ topic, partition, offset, end, lag, memberId }) => {
    return [topic, partition, offset ?? "-", end, count(lag), memberId === null ? "-" : (clients.get(memberId) ?? memberId)];
  });
  console.log(table(["topic", "partition", "position", "end", "lag", "member"], rows));
}

export interface ResetOptions extends Common {
  readonly to?: string;
  readonly by?: string;
  readonly offset?: string;
  readonly topic?: string;
  readonly partition?: string;
  readonly execute?: boolean;
}

export async function resetGroup(group: string, options: ResetOptions): Promise<void> {
  const body: ResetBody = {
    to: placeOf(options),
    ...(options.topic === undefined ? {} : { topic: options.topic }),
    ...(options.partition === undefined ? {} : { partition: numberOption("partition", options.partition, { min: 0, integer: true }) }),
    dryRun: options.execute !== true,
  };
  const answer = await new Api(options).post<ResetAnswer>(`${pathOf(group)}/reset`, body);
  if (options.json === true) return json(answer);
  const rows = answer.changes.map(({ topic, partition, before, after }) => [topic, partition, before ?? "-", after, after - (before ?? 0)]);
  console.log(table(["topic", "partition", "from", "to", "records"], rows));
  console.log(answer.done ? `moved ${group}` : colours.dim("nothing was changed; --execute does it"));
}

/** Exactly one of the three says where to. */
function placeOf({ to, by, offset }: ResetOptions): string {
  const named = [to, by === undefined ? undefined : `by:${by}`, offset === undefined ? undefined : `offset:${offset}`];
  const said = named.filter((place) => place !== undefined);
  if (said.length !== 1) throw cliErrors.optionValue("to", to ?? "", "a place, or --offset or --by instead");
  return said[0]!;
}

export async function deleteGroup(group: string, options: Common & { readonly yes?: boolean }): Promise<void> {
  const api = new Api(options);
  if (options.yes !== true) {
    const { positions } = await api.get<GroupDetail>(pathOf(group));
    await confirm(`forget the group ${group} with its ${positions.length} positions?`);
  }
  await api.delete(pathOf(group));
  if (options.json === true) return json({ deleted: group });
  console.log(`deleted ${group}`);
}
