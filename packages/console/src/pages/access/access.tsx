// Who is at the Kafka port, who may come, and what they may do there and how fast.
import type { AccessRules, ConnectionView } from "@millrace/platform/api";
import { useState } from "react";
import { useConnections, useQuotas, useRules, useUsers } from "../../api/queries.ts";
import { ago } from "../../parts/format.ts";
import { Code, Empty, LoadFailure, Page, Panel, Tabs } from "../../parts/parts.tsx";
import { Quotas } from "./quotas.tsx";
import { Rules } from "./rules.tsx";
import { Users } from "./users.tsx";

type Tab = "connected" | "rules" | "users" | "quotas";

export function AccessPage() {
  const [tab, setTab] = useState<Tab>("connected");
  const connections = useConnections();
  const rules = useRules();
  const users = useUsers();
  const quotas = useQuotas();
  const titled = (id: Tab, title: string, list: readonly unknown[] | undefined) => ({
    id,
    title: list === undefined || list.length === 0 ? title : `${title} (${list.length})`,
  });
  return (
    <Page title="Access" subtitle="Who comes, to the Kafka port and to this page, and what they may do.">
      <LoadFailure error={connections.error ?? rules.error ?? users.error ?? quotas.error} />
      {rules.data !== undefined && <Standing rules={rules.data} />}
      <Tabs
        label="Access"
        chosen={tab}
        onChoose={setTab}
        tabs={[
          titled("connected", "Connected", connections.data),
          titled("rules", "Rules", rules.data?.rules),
          titled("users", "Users", users.data),
          titled("quotas", "Quotas", quotas.data),
        ]}
      />
      {tab === "connected" && connections.data !== undefined && <Connected connections={connections.data} />}
      {tab === "rules" && rules.data !== undefined && <Rules access={rules.data} />}
      {tab === "users" && users.data !== undefined && <Users users={users.data} />}
      {tab === "quotas" && quotas.data !== undefined && <Quotas quotas={quotas.data} />}
    </Page>
  );
}

const openPort = `millrace start --kafka-tls-port 9093 --tls-cert server.pem --tls-key server.key --super-user User:admin`;

/** What counts today, and what to do for others to come in. */
function Standing({ rules: { enforced, superUsers } }: { readonly rules: AccessRules }) {
  if (enforced)
    return (
      <p className="muted">
        Nobody may do what no rule allows, but {superUsers.join(" and ")}. <code>Local:operator</code> is whoever comes through a Kafka port
        of this machine that asks nobody.
      </p>
    );
  return (
    <Panel title="Open to this machine only">
      <p>
        The Kafka port asks nobody who they are: every program of this machine may do everything, and no other machine can reach it. Rules
        that are made now wait. To let others in, open a second port, with TLS and logins; from then on rules count:
      </p>
      <Code>{openPort}</Code>
      <p className="muted">Certificates, users and rights, step by step: docs/security.md.</p>
    </Panel>
  );
}

function Connected({ connections }: { readonly connections: readonly ConnectionView[] }) {
  if (connections.length === 0)
    return <Empty title="Nobody is connected">Any Kafka client that connects is shown here, with what it reads and writes.</Empty>;
  return (
    <Panel flush>
      <table className="rows">
        <thead>
          <tr>
            <th>Client</th>
            <th>Who</th>
            <th>From</th>
            <th>Software</th>
            <th className="num">Since</th>
            <th>Writes, last minute</th>
            <th>Reads, last minute</th>
          </tr>
        </thead>
        <tbody>
          {connections.map(({ id, clientId, principal, address, listener, software, openedAtMs, producesTo, consumesFrom }) => (
            <tr key={id}>
              <td className="name">{clientId === "" ? <span className="muted">no name</span> : clientId}</td>
              <td className="cut">{principal}</td>
              <td className="mono" title={`listener ${listener}`}>
                {address}
              </td>
              <td className="muted cut">{software}</td>
              <td className="num">{ago(openedAtMs)}</td>
              <td className="cut" title={producesTo.join(", ")}>
                {producesTo.join(", ")}
              </td>
              <td className="cut" title={consumesFrom.join(", ")}>
                {consumesFrom.join(", ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
