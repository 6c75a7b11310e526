// Keeps a query as a processor: a table to hold its rows, and an INSERT that goes on filling it.
import type { StatementsAnswer } from "@millrace/platform/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post, type ApiError } from "../../api/http.ts";
import { Code, Failure } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";

export function keepStatement(name: string, query: string): string {
  return `CREATE TABLE ${/^[a-z_]\w*$/i.test(name) ? name : `\`${name}\``} AS\n${query.trim().replace(/;\s*$/, "")};`;
}

export function Keep({ query, onClose }: { readonly query: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const statement = keepStatement(name === "" ? "my_answer" : name, query);
  const keep = useMutation<StatementsAnswer, ApiError>({
    mutationFn: () => post<StatementsAnswer>("/sql", { sql: statement }),
    onSuccess: () => {
      void queries.invalidateQueries();
      go(to("pipelines"));
    },
  });
  return (
    <div className="overlay" onClick={onClose}>
      <form
        className="dialog"
        role="dialog"
        aria-label="Keep as processor"
        onClick={(event) => event.stopPropagation()}
        onSubmit={(event) => {
          event.preventDefault();
          keep.mutate();
        }}
      >
        <h2>Keep as processor</h2>
        <p className="muted">It goes on answering, and writes each row to a topic of this name.</p>
        <input
          autoFocus
          required
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
    </div>
  );
}
