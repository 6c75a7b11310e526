import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post, type ApiError } from "../../api/http.ts";
import { useTopics } from "../../api/queries.ts";
import { bytes, count, rate } from "../../parts/format.ts";
import { Empty, LoadFailure, Page, Panel } from "../../parts/parts.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { go, to } from "../../router.ts";

export function TopicsPage() {
  const [search, setSearch] = useState("");
  const [internal, setInternal] = useState(false);
  const { data, error } = useTopics(internal);
  const shown = (data ?? []).filter((topic) => topic.name.includes(search));
  return (
    <Page title="Topics" subtitle="Streams of records that any Kafka client can read and write." actions={<CreateTopic />}>
      <LoadFailure error={error} />
      <div className="bar">
        <input
          type="search"
          placeholder="Search topics (/)"
          aria-label="Search topics"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <label>
          <input type="checkbox" checked={internal} onChange={(event) => setInternal(event.target.checked)} /> internal ones too
        </label>
      </div>
      {data !== undefined && shown.length === 0 ? (
        <Empty title={search === "" ? "No topics yet" : "No topic has that in its name"}>
          A topic is made when a client first publishes to it, or here.
        </Empty>
      ) : (
        <Panel flush>
          <table className="rows clickable topics">
            <thead>
              <tr>
                <th>Topic</th>
                <th className="num">Partitions</th>
                <th className="num">Records</th>
                <th className="num">Size</th>
                <th className="num">In</th>
                <th className="spark-cell">Two minutes</th>
                <th>Written by</th>
                <th>Read by</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((topic) => (
                <tr key={topic.name} onClick={() => go(to("topics", topic.name))}>
                  <td className="name">
                    <a href={to("topics", topic.name)}>{topic.name}</a>
                  </td>
                  <td className="num">{topic.partitions}</td>
                  <td className="num">{count(topic.records)}</td>
                  <td className="num">{bytes(topic.bytes)}</td>
                  <td className="num">{rate(topic.recordsPerSecond)}</td>
                  <td className="spark-cell">
                    <Sparkline values={topic.rate} label={`records a second into ${topic.name}`} />
                  </td>
                  <td className="muted cut" title={topic.writtenBy.join(", ")}>
                    {topic.writtenBy.join(", ")}
                  </td>
                  <td className="muted cut" title={topic.readBy.join(", ")}>
                    {topic.readBy.join(", ")}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
    </Page>
  );
}

function CreateTopic() {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [partitions, setPartitions] = useState("1");
  const create = useMutation<unknown, ApiError>({
    mutationFn: () => post("/topics", { name, partitions: Number(partitions) }),
    onSuccess: () => {
      void queries.invalidateQueries();
      go(to("topics", name));
    },
  });
  if (!open) return <button onClick={() => setOpen(true)}>Create topic</button>;
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      {create.isError && <span className="bad">{create.error.message}</span>}
      <input
        autoFocus
        required
        placeholder="name"
        aria-label="Name"
        pattern="[a-zA-Z0-9._\-]+"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <input
        required
        type="number"
        min={1}
        max={1024}
        title="Partitions"
        aria-label="Partitions"
        value={partitions}
        onChange={(event) => setPartitions(event.target.value)}
      />
      <button className="primary">Create</button>
      <button type="button" className="quiet" onClick={() => setOpen(false)}>
        Cancel
      </button>
    </form>
  );
}
