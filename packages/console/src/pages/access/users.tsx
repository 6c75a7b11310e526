// Users that log in with a password, which goes to the server once and is shown nowhere.
import type { UserView } from "@millrace/platform/api";
import { useState } from "react";
import { post, remove } from "../../api/http.ts";
import { ChangeDialog } from "../../parts/change-dialog.tsx";
import { Empty, Panel } from "../../parts/parts.tsx";

export function Users({ users }: { readonly users: readonly UserView[] }) {
  const [setting, setSetting] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  return (
    <>
      <div className="bar">
        <button onClick={() => setSetting("")}>Add user…</button>
      </div>
      {users.length === 0 ? (
        <Empty title="No users yet">Users log in at the second port with a name and a password. What they may do, rules say.</Empty>
      ) : (
        <Panel flush>
          <table className="rows">
            <thead>
              <tr>
                <th>User</th>
                <th>Logs in with</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {users.map(({ name, mechanisms }) => (
                <tr key={name}>
                  <td className="name">{name}</td>
                  <td className="muted">{mechanisms.join(", ")}, PLAIN</td>
                  <td className="num">
                    <button className="quiet" aria-label={`Change the password of ${name}`} onClick={() => setSetting(name)}>
                      Change password…
                    </button>
                    <button className="quiet" aria-label={`Remove ${name}`} onClick={() => setRemoving(name)}>
                      Remove…
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
      {setting !== null && <SetUser known={setting} onClose={() => setSetting(null)} />}
      {removing !== null && (
        <ChangeDialog
          title="Remove the user"
          verb="Remove"
          onClose={() => setRemoving(null)}
          change={() => remove(`/users/${encodeURIComponent(removing)}`)}
        >
          <p>
            <strong>{removing}</strong> can no longer log in. Open connections stay, and so do the rules about User:{removing}: remove those
            to take effect at once.
          </p>
        </ChangeDialog>
      )}
    </>
  );
}

/** `known`: whose password is changed; empty for somebody new. */
function SetUser({ known, onClose }: { readonly known: string; readonly onClose: () => void }) {
  const [name, setName] = useState(known);
  const [password, setPassword] = useState("");
  const [allRights, setAllRights] = useState(false);
  const isNew = known === "";
  return (
    <ChangeDialog
      title={isNew ? "Add a user" : `Change the password of ${known}`}
      verb={isNew ? "Add" : "Change"}
      onClose={onClose}
      change={() => post("/users", { name, password, ...(allRights ? { allRights } : {}) })}
    >
      <div className="fields">
        {isNew && (
          <label>
            Name
            <input
              autoFocus
              required
              autoComplete="off"
              spellCheck={false}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
        )}
        <label>
          Password
          <input
            required
            autoFocus={!isNew}
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
      </div>
      {isNew && (
        <label>
          <input type="checkbox" checked={allRights} onChange={(event) => setAllRights(event.target.checked)} /> and may do everything
        </label>
      )}
      <p className="muted">Only salted keys of the password are kept.</p>
    </ChangeDialog>
  );
}
