// How much users, client ids and addresses may send, fetch and ask for.
import type { QuotaEntityBody, QuotaView } from "@millrace/platform/api";
import { useState } from "react";
import { patch } from "../../api/http.ts";
import { ChangeDialog } from "../../parts/change-dialog.tsx";
import { bytes } from "../../parts/format.ts";
import { Empty, Panel } from "../../parts/parts.tsx";

const kinds: Readonly<Record<string, string>> = {
  producer_byte_rate: "bytes a second that it sends",
  consumer_byte_rate: "bytes a second that it fetches",
  request_percentage: "percent of the broker's time",
  controller_mutation_rate: "partitions a second made or deleted",
  connection_creation_rate: "new connections a second",
};

function valueOf(kind: string, value: number): string {
  if (kind.endsWith("byte_rate")) return `${bytes(value)}/s`;
  return kind === "request_percentage" ? `${value} %` : `${value}/s`;
}

const entityOf = ({ user, clientId, ip }: QuotaView): QuotaEntityBody => ({
  ...(user === undefined ? {} : { user }),
  ...(clientId === undefined ? {} : { clientId }),
  ...(ip === undefined ? {} : { ip }),
});

export function Quotas({ quotas }: { readonly quotas: readonly QuotaView[] }) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<{ readonly quota: QuotaView; readonly kind: string } | null>(null);
  return (
    <>
      <div className="bar">
        <button onClick={() => setAdding(true)}>Set quota…</button>
      </div>
      {quotas.length === 0 ? (
        <Empty title="No quotas">Nobody is held back. A client that goes faster than its quota is told to wait, and not read from.</Empty>
      ) : (
        <Panel flush>
          <table className="rows">
            <thead>
              <tr>
                <th>Of</th>
                <th>At most</th>
                <th>What</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {quotas.flatMap((quota) =>
                Object.entries(quota.values).map(([kind, value]) => (
                  <tr key={`${quota.who} ${kind}`}>
                    <td className="name">{quota.who}</td>
                    <td>{valueOf(kind, value)}</td>
                    <td className="muted" title={kind}>
                      {kinds[kind] ?? kind}
                    </td>
                    <td className="num">
                      <button className="quiet" aria-label={`Remove ${kind} of ${quota.who}`} onClick={() => setRemoving({ quota, kind })}>
                        Remove…
                      </button>
                    </td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </Panel>
      )}
      {adding && <SetQuota onClose={() => setAdding(false)} />}
      {removing !== null && (
        <ChangeDialog
          title="Remove the quota"
          verb="Remove"
          onClose={() => setRemoving(null)}
          change={() => patch("/quotas", { ...entityOf(removing.quota), values: { [removing.kind]: null } })}
        >
          <p>
            {removing.quota.who} is no longer held to {valueOf(removing.kind, removing.quota.values[removing.kind] ?? 0)}.
          </p>
        </ChangeDialog>
      )}
    </>
  );
}

const owners = [
  ["user", "user"],
  ["clientId", "client id"],
  ["ip", "address"],
] as const;

function SetQuota({ onClose }: { readonly onClose: () => void }) {
  const [owner, setOwner] = useState<(typeof owners)[number][0]>("user");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState("producer_byte_rate");
  const [value, setValue] = useState("");
  const fitting = Object.keys(kinds).filter((kind) => (owner === "ip") === (kind === "connection_creation_rate"));
  const kind = fitting.includes(chosen) ? chosen : fitting[0]!;
  return (
    <ChangeDialog
      title="Set a quota"
      verb="Set"
      onClose={onClose}
      change={() => patch("/quotas", { [owner]: name === "" ? null : name, values: { [kind]: Number(value) } })}
    >
      <div className="fields">
        <label>
          Of
          <select value={owner} onChange={(event) => setOwner(event.target.value as typeof owner)}>
            {owners.map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Name
          <input
            autoFocus
            spellCheck={false}
            placeholder="empty: each without its own"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          What
          <select value={kind} onChange={(event) => setChosen(event.target.value)}>
            {fitting.map((id) => (
              <option key={id} value={id}>
                {kinds[id]}
              </option>
            ))}
          </select>
        </label>
        <label>
          At most
          <input required type="number" min={0} step="any" value={value} onChange={(event) => setValue(event.target.value)} />
        </label>
      </div>
    </ChangeDialog>
  );
}
