import type { PublishAnswer } from "@millrace/platform/api";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post, type ApiError } from "../../api/http.ts";
import { exact } from "../../parts/format.ts";
import { compactJson, isJson } from "../../parts/json.ts";
import { Failure, Panel } from "../../parts/parts.tsx";

/** One record by hand. A value that is JSON goes as JSON; anything else goes as the text it is. */
export function Publish({ topic }: { readonly topic: string }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState('{\n  "hello": "world"\n}');
  const publish = useMutation<PublishAnswer, ApiError>({
    mutationFn: () =>
      post<PublishAnswer>(`/topics/${encodeURIComponent(topic)}/records`, {
        records: [{ value: compactJson(value), ...(key === "" ? {} : { key }) }],
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
            <span className="good" role="status">
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
