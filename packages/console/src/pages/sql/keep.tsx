// Keeps a query as a processor: a table to hold its rows, and an INSERT that goes on filling it.
import type { StatementsAnswer } from "@millrace/platform/api";
import { useState } from "react";
import { post } from "../../api/http.ts";
import { ChangeDialog } from "../../parts/change-dialog.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Code } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";
import { keepStatement, type Kept } from "./keep-statement.ts";

export function Keep({ query, result, onClose }: { readonly query: string; readonly result: Kept; readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const statement = keepStatement(name === "" ? "my_answer" : name, query, result);
  if (statement === null)
    return (
      <Dialog title="This result cannot be kept as it is" onClose={onClose}>
        <p>
          Its rows change, and no column says which row takes another one&rsquo;s place. Add the columns of <code>GROUP BY</code> to the{" "}
          <code>SELECT</code>, or group in windows (<code>TUMBLE</code>, <code>HOP</code>, <code>SESSION</code>), whose rows are only added.
        </p>
        <div className="actions">
          <button onClick={onClose}>Back to the query</button>
        </div>
      </Dialog>
    );
  return (
    <ChangeDialog
      title="Keep as processor"
      verb="Keep"
      text={statement}
      onClose={onClose}
      change={async () => {
        await post<StatementsAnswer>("/sql", { sql: statement });
        go(to("pipelines"));
      }}
    >
      <p className="muted">
        It reads from the beginning, goes on answering, and writes{" "}
        {result.changelog === "append" ? "each row" : "the newest row of each key"} to a topic of this name.
      </p>
      <input
        autoFocus
        required
        aria-label="Name"
        pattern="[a-zA-Z_][a-zA-Z0-9_]*"
        placeholder="name, such as plays_per_minute"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Code>{statement}</Code>
    </ChangeDialog>
  );
}
