// A new schema text: first whether the subject would take it, and why not; then it is registered.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post, type ApiError } from "../../api/http.ts";
import { ChangeDialog } from "../../parts/change-dialog.tsx";
import { Failure } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";
import { readable, type SchemaVersion, typeOf, versionsPath } from "./registry.ts";

interface Verdict {
  readonly is_compatible: boolean;
  readonly messages: readonly string[];
}

const types = ["AVRO", "JSON", "PROTOBUF"] as const;

export function RegisterSchema({
  subject: known,
  schema,
  onClose,
}: {
  readonly subject?: string;
  /** What the text begins with. */
  readonly schema?: SchemaVersion;
  readonly onClose: () => void;
}) {
  const [subject, setSubject] = useState(known ?? "");
  const [schemaType, setType] = useState(schema === undefined ? "AVRO" : typeOf(schema));
  const [text, setText] = useState(schema === undefined ? "" : readable(schema));
  const body = { schemaType, schema: text, references: schema?.references ?? [] };
  const check = useMutation<Verdict, ApiError>({
    mutationFn: () => post<Verdict>(`/compatibility${versionsPath(subject)}?verbose=true`, body),
  });
  const changed = (): void => check.reset();
  return (
    <ChangeDialog
      title={known === undefined ? "Register a schema" : `Next version of ${known}`}
      verb="Register"
      ready={check.data?.is_compatible !== false}
      onClose={onClose}
      change={async () => {
        await post(versionsPath(subject), body);
        go(to("schemas", subject));
      }}
    >
      <div className="fields">
        {known === undefined && (
          <label>
            Subject
            <input
              autoFocus
              required
              spellCheck={false}
              placeholder="orders-value"
              value={subject}
              onChange={(event) => {
                setSubject(event.target.value);
                changed();
              }}
            />
          </label>
        )}
        <label>
          Type
          <select
            value={schemaType}
            onChange={(event) => {
              setType(event.target.value);
              changed();
            }}
          >
            {types.map((type) => (
              <option key={type}>{type}</option>
            ))}
          </select>
        </label>
      </div>
      <textarea
        required
        rows={14}
        spellCheck={false}
        aria-label="Schema"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          changed();
        }}
      />
      <div>
        <button type="button" disabled={text === "" || subject === "" || check.isPending} onClick={() => check.mutate()}>
          Check compatibility
        </button>
      </div>
      {check.isError && <Failure error={check.error} />}
      {check.data !== undefined && <Answer subject={subject} verdict={check.data} />}
    </ChangeDialog>
  );
}

function Answer({ subject, verdict }: { readonly subject: string; readonly verdict: Verdict }) {
  if (verdict.is_compatible) return <p className="meaning">{subject} would take it.</p>;
  return (
    <div className="failure" role="alert">
      <strong>{subject} would refuse it</strong>
      {verdict.messages.map((message) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}
