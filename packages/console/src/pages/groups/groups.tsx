// Consumer groups: who reads, and how far behind; one of them with its members and positions.
import type { GroupDetail, GroupSummary } from "@millrace/platform/api";
import { useState } from "react";
import { useGroup, useGroups } from "../../api/queries.ts";
import { ago, count, exact } from "../../parts/format.ts";
import { Empty, LoadFailure, Page, Panel, Stat } from "../../parts/parts.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { go, to } from "../../router.ts";
import { DeleteGroup, ResetGroup } from "./change-group.tsx";

export function GroupsPage() {
  const { data, error } = useGroups();
  return (
    <Page title="Groups" subtitle="Consumers of Kafka clients that share the partitions of their topics, and how far behind they are.">
      <LoadFailure error={error} />
      {data !== undefined && data.length === 0 && (
        <Empty title="No consumer groups yet">One appears when a Kafka client joins it, or commits a position for it.</Empty>
      )}
      {data !== undefined && data.length > 0 && <GroupTable groups={data} />}
    </Page>
  );
}

function GroupTable({ groups }: { readonly groups: readonly GroupSummary[] }) {
  return (
    <Panel flush>
      <table className="rows clickable">
        <thead>
          <tr>
            <th>Group</th>
            <th>State</th>
            <th className="num">Members</th>
            <th>Topics</th>
            <th className="num">Behind</th>
            <th className="spark-cell">Behind, two minutes</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.group} onClick={() => go(to("groups", group.group))}>
              <td className="name">
                <a href={to("groups", group.group)}>{group.group}</a>
              </td>
              <td>{stateOf(group)}</td>
              <td className="num">{group.members}</td>
              <td className="muted cut" title={group.topics.join(", ")}>
                {group.topics.join(", ")}
              </td>
              <td className="num">{count(group.lag)}</td>
              <td className="spark-cell">
                <Sparkline values={group.lagHistory} label={`records that ${group.group} is behind`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** Kafka's names of states, in words. */
function stateOf({ state }: GroupSummary): string {
  return state
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/^empty$/, "no members");
}

export function GroupPage({ name }: { readonly name: string }) {
  const { data, error } = useGroup(name);
  const [dialog, setDialog] = useState<"reset" | "delete" | null>(null);
  if (data === undefined)
    return (
      <Page title={name}>
        <LoadFailure error={error} />
        {error !== null && <a href={to("groups")}>All groups</a>}
      </Page>
    );
  const idle = data.members === 0;
  return (
    <Page
      title={name}
      subtitle={`${data.type === "consumer" ? "newer consumer protocol" : "classic protocol"}${data.assignor === null ? "" : `, ${data.assignor} assignor`}`}
      actions={
        <>
          <button disabled={!idle} title={idle ? "" : "Stop its consumers first"} onClick={() => setDialog("reset")}>
            Move…
          </button>
          <button disabled={!idle} title={idle ? "" : "Stop its consumers first"} onClick={() => setDialog("delete")}>
            Delete…
          </button>
        </>
      }
    >
      <div className="stats">
        <Stat label="Behind" value={count(data.lag)} note="records" />
        <Stat label="State" value={stateOf(data)} note={`${data.members} member${data.members === 1 ? "" : "s"}`} />
        <div className="stat stat-line">
          <span className="stat-label">Behind, two minutes</span>
          <Sparkline values={data.lagHistory} label={`records that ${name} is behind`} />
        </div>
      </div>
      <Positions group={data} />
      {data.memberList.length > 0 && <Members group={data} />}
      {dialog === "reset" && <ResetGroup group={data} onClose={() => setDialog(null)} />}
      {dialog === "delete" && <DeleteGroup group={data} onClose={() => setDialog(null)} />}
    </Page>
  );
}

function Positions({ group }: { readonly group: GroupDetail }) {
  const clients = new Map(group.memberList.map(({ memberId, clientId }) => [memberId, clientId]));
  return (
    <Panel title="Positions" flush>
      <table className="rows">
        <thead>
          <tr>
            <th>Topic</th>
            <th className="num">Partition</th>
            <th className="num">Position</th>
            <th className="num">End</th>
            <th className="num">Behind</th>
            <th className="num">Committed</th>
            <th>Member</th>
          </tr>
        </thead>
        <tbody>
          {group.positions.map(({ topic, partition, offset, end, lag, committedAtMs, memberId }) => (
            <tr key={`${partition}/${topic}`}>
              <td className="name">
                <a href={to("topics", topic)}>{topic}</a>
              </td>
              <td className="num">{partition}</td>
              <td className="num">{offset === null ? "none yet" : exact(offset)}</td>
              <td className="num">{exact(end)}</td>
              <td className="num">{exact(lag)}</td>
              <td className="num">{committedAtMs === null ? "" : ago(committedAtMs)}</td>
              <td className="muted cut" title={memberId ?? ""}>
                {memberId === null ? "" : (clients.get(memberId) ?? memberId)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Members({ group }: { readonly group: GroupDetail }) {
  return (
    <Panel title="Members" flush>
      <table className="rows">
        <thead>
          <tr>
            <th>Client</th>
            <th>From</th>
            <th>Member</th>
            <th className="num">Partitions</th>
          </tr>
        </thead>
        <tbody>
          {group.memberList.map(({ memberId, instanceId, clientId, clientHost, partitions }) => (
            <tr key={memberId}>
              <td className="name">{clientId}</td>
              <td className="mono">{clientHost.replace("/", "")}</td>
              <td className="mono muted cut">{instanceId ?? memberId}</td>
              <td className="num">{partitions.length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
