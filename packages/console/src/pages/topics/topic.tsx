// One topic: its records as they come, what is in them, its settings, and a way to publish.
import type { TopicDetail } from "@millrace/platform/api";
import { useState } from "react";
import { useTopic } from "../../api/queries.ts";
import { bytes, count, rate } from "../../parts/format.ts";
import { Code, Empty, LoadFailure, Page, Panel, Stat, Tabs } from "../../parts/parts.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { to } from "../../router.ts";
import { Publish } from "./publish.tsx";
import { Records } from "./records.tsx";
import { Settings } from "./settings.tsx";

type Tab = "records" | "schema" | "settings" | "publish";

export function TopicPage({ name }: { readonly name: string }) {
  const { data, error } = useTopic(name);
  const [tab, setTab] = useState<Tab>("records");
  const tabs: readonly { readonly id: Tab; readonly title: string }[] = [
    { id: "records", title: "Records" },
    { id: "schema", title: "Schema" },
    { id: "settings", title: "Settings" },
    { id: "publish", title: "Publish" },
  ];
  if (data === undefined && error !== null)
    return (
      <Page title={name}>
        <LoadFailure error={error} />
        <a href={to("topics")}>All topics</a>
      </Page>
    );
  return (
    <Page
      title={name}
      subtitle={data === undefined ? "…" : flowOf(data)}
      actions={
        <a className="button" href={`${to("sql")}?q=${encodeURIComponent(queryOf(name, data))}`}>
          Query in SQL
        </a>
      }
      fill
    >
      {data === undefined ? (
        <div className="stats" />
      ) : (
        <div className="stats">
          <Stat label="Records" value={count(data.records)} note={sizeOf(data)} />
          <Stat label="In" value={rate(data.recordsPerSecond)} note={`${bytes(data.bytesPerSecond)}/s`} />
          <Stat label="Partitions" value={data.partitions} note={keeps(data)} />
          <div className="stat stat-line">
            <span className="stat-label">In, two minutes</span>
            <Sparkline values={data.rate} label={`records a second into ${name}`} />
          </div>
        </div>
      )}
      <Tabs label="About the topic" tabs={tabs} chosen={tab} onChoose={setTab} />
      {tab === "records" && <Records topic={name} />}
      {tab === "schema" && data !== undefined && <Schema topic={data} />}
      {tab === "settings" && data !== undefined && <Settings topic={data} />}
      {tab === "publish" && <Publish topic={name} />}
    </Page>
  );
}

function flowOf(topic: TopicDetail): string {
  const from = topic.writtenBy.length === 0 ? "" : `written by ${topic.writtenBy.join(", ")}`;
  const into = topic.readBy.length === 0 ? "" : `read by ${topic.readBy.join(", ")}`;
  return [from, into].filter(Boolean).join(" · ") || "not part of a pipeline yet";
}

/** Where the records are, when some are in the object store. */
function sizeOf(topic: TopicDetail): string {
  return topic.remoteBytes === 0 ? bytes(topic.bytes) : `${bytes(topic.bytes)} local, ${bytes(topic.remoteBytes)} in the object store`;
}

/** What becomes of old records, in a few words. */
function keeps(topic: TopicDetail): string {
  const setting = (name: string): string => topic.config.find((one) => one.name === name)?.value ?? "";
  if (setting("cleanup.policy").includes("compact")) return "the newest of each key kept";
  const days = Number(setting("retention.ms")) / 86_400_000;
  return days <= 0 ? "kept for ever" : `kept for ${days < 2 ? `${Math.round(days * 24)} h` : `${Math.round(days)} days`}`;
}

/** A first question: of the table, if the topic has one, else the statement that makes one. */
function queryOf(name: string, topic: TopicDetail | undefined): string {
  const table = topic?.tables[0];
  if (table !== undefined) return `SELECT * FROM ${/^[a-z_]\w*$/i.test(table) ? table : `\`${table}\``}`;
  return topic?.suggestedTable ?? `SELECT * FROM \`${name}\``;
}

function Schema({ topic }: { readonly topic: TopicDetail }) {
  if (topic.guessedColumns === null)
    return <Empty title="No JSON objects here">The schema is guessed from the newest records; these are none that it can read.</Empty>;
  return (
    <>
      <Panel title="Guessed from the newest records" flush>
        <table className="rows">
          <thead>
            <tr>
              <th>Field</th>
              <th>Type</th>
              <th>Null</th>
              <th>Example</th>
            </tr>
          </thead>
          <tbody>
            {topic.guessedColumns.map((column) => (
              <tr key={column.name}>
                <td className="name">{column.name}</td>
                <td className="mono">{column.type}</td>
                <td className="muted">{column.nullable ? "sometimes" : "never"}</td>
                <td className="mono cut">{JSON.stringify(column.example)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {topic.tables.length > 0 ? (
        <p>
          Tables over this topic: <strong>{topic.tables.join(", ")}</strong>
        </p>
      ) : (
        topic.suggestedTable !== null && (
          <Panel
            title="To query it, say what it means"
            aside={
              <a className="button primary" href={`${to("sql")}?q=${encodeURIComponent(topic.suggestedTable)}`}>
                Open in SQL
              </a>
            }
          >
            <Code>{topic.suggestedTable}</Code>
          </Panel>
        )
      )}
    </>
  );
}
