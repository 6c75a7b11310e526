// Keeps a query as a processor: a table to hold its rows, and an INSERT that goes on filling it.
import type { StatementsAnswer } from "@millrace/platform/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post, type ApiError } from "../../api/http.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Code, Failure } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";
import { keepStatement, type Kept } from "./keep-statement.ts";

export function Keep({ query, result, onClose }: { readonly query: string; readonly result: Kept; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const statement = keepStatement(name === "" ? "my_answer" : name, query, result);
  const keep = useMutation<StatementsAnswer, ApiError, string>({
    mutationFn: (sql) => post<StatementsAnswer>("/sql", { sql }),
    onSuccess: () => {
      void queries.invalidateQueries();
      go(to("pipelines"));
    },
  });
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
    <Dialog title="Keep as processor" onClose={onClose}>
      <form
        className="dialog-box"
        onSubmit={(event) => {
          event.preventDefault();
          keep.mutate(statement);
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
        {keep.isError && <Failure error={keep.error} text={statement} />}
        <div className="actions">
          <button className="primary" disabled={keep.isPending}>
            Keep
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
