// What the next version of a subject must keep: its compatibility level.
import { useState } from "react";
import { put } from "../../api/http.ts";
import { ChangeDialog } from "../../parts/change-dialog.tsx";
import { levelNames, levelWords } from "./registry.ts";

export function ChangeCompatibility({
  subject,
  level: before,
  onClose,
}: {
  readonly subject: string;
  readonly level: string;
  readonly onClose: () => void;
}) {
  const [level, setLevel] = useState(before);
  return (
    <ChangeDialog
      title={`Compatibility of ${subject}`}
      verb="Set"
      ready={level !== before}
      onClose={onClose}
      change={() => put(`/config/${encodeURIComponent(subject)}`, { compatibility: level })}
    >
      <div className="fields">
        <label>
          Level
          <select autoFocus value={level} onChange={(event) => setLevel(event.target.value)}>
            {levelNames.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </div>
      <p className="meaning">{levelWords(level)}</p>
      <p className="muted">It counts for versions from now on; those that are there stay.</p>
    </ChangeDialog>
  );
}
