// Rules in plain words, found by a part of them, removed one by one.
import type { AccessRules, AccessRuleView, ChangedRules } from "@millrace/platform/api";
import { useState } from "react";
import { removeSome } from "../../api/http.ts";
import { ChangeDialog } from "../../parts/change-dialog.tsx";
import { Empty, Panel } from "../../parts/parts.tsx";
import { AddRule } from "./add-rule.tsx";

/** Beyond that a filter is quicker than reading. */
const shownMost = 500;

export function Rules({ access: { enforced, rules } }: { readonly access: AccessRules }) {
  const [search, setSearch] = useState("");
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<AccessRuleView | null>(null);
  const found = rules.filter(({ sentence }) => sentence.toLowerCase().includes(search.toLowerCase()));
  return (
    <>
      <div className="bar">
        <input
          type="search"
          placeholder="Search rules (/)"
          aria-label="Search rules"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <button onClick={() => setAdding(true)}>Add rule…</button>
      </div>
      {found.length === 0 ? (
        <Empty title={rules.length === 0 ? "No rules yet" : "No rule has that in it"}>
          {rules.length === 0 &&
            (enforced
              ? "Without a rule, users who log in may do nothing. Add one for each, or name super users at the start."
              : "Everyone on this machine may do everything. Rules count once a second port is open.")}
        </Empty>
      ) : (
        <Panel flush>
          <table className="rows">
            <tbody>
              {found.slice(0, shownMost).map((rule) => (
                <tr key={JSON.stringify(rule)}>
                  <td className={rule.permission === "deny" ? "bad" : ""}>{rule.sentence}</td>
                  <td className="num">
                    <button className="quiet" aria-label={`Remove: ${rule.sentence}`} onClick={() => setRemoving(rule)}>
                      Remove…
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
      {found.length > shownMost && <p className="muted">and {found.length - shownMost} more: search for a part of them</p>}
      {adding && <AddRule onClose={() => setAdding(false)} />}
      {removing !== null && <RemoveRule rule={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function RemoveRule({ rule, onClose }: { readonly rule: AccessRuleView; readonly onClose: () => void }) {
  const { sentence, ...filter } = rule;
  return (
    <ChangeDialog
      title="Remove the rule"
      verb="Remove"
      onClose={onClose}
      change={() => removeSome<ChangedRules>(`/acls?${new URLSearchParams(filter).toString()}`)}
    >
      <p>
        <strong>{sentence}</strong>
      </p>
      <p className="muted">It no longer counts from the next request on, for connections that are open too.</p>
    </ChangeDialog>
  );
}
