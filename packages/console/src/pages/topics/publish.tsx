import type { PublishAnswer } from "@millrace/platform/api";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post, type ApiError } from "../../api/http.ts";
import { exact } from "../../parts/format.ts";
import { Failure, Panel } from "../../parts/parts.tsx";

/** One record by hand. A value that is JSON goes as JSON; anything else goes as the text it is. */
export function Publish({ topic }: { readonly topic: string }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState('{\n  "hello": "world"\n}');
  const publish = useMutation<PublishAnswer, ApiError>({
    mutationFn: () =>
      post<PublishAnswer>(`/topics/${encodeURIComponent(topic)}/records`, {
        records: [{ value: compact(value), ...(key === "" ? {} : { key }) }],
      }),
  });
  const written = publish.data?.offsets[0];
  return (
    <Panel>
      <form
        className="publish"
        onSubmit={(event) => {
          event.preventDefault();
          publish.mutate();
        }}
      >
        <label>
          Key <input value={key} placeholder="none" onChange={(event) => setKey(event.target.value)} />
        </label>
        <label>
          Value
          <textarea rows={10} spellCheck={false} value={value} onChange={(event) => setValue(event.target.value)} />
        </label>
        <div className="actions">
          <button className="primary" disabled={publish.isPending}>
            Publish
          </button>
          {written !== undefined && (
            <span className="good">
              written at offset {exact(written.baseOffset)} of partition {written.partition}
            </span>
          )}
          <span className="muted">{isJson(value) ? "JSON" : "plain text"}</span>
        </div>
        {publish.isError && <Failure error={publish.error} />}
      </form>
    </Panel>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text on one line when it is JSON: its own digits and spelling, without the white space between tokens. */
function compact(text: string): string {
  if (!isJson(text)) return text;
  return text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, (_, literal: string | undefined) => literal ?? "");
}
