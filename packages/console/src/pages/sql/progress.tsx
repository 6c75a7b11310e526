// How a query goes, in one line; and what to do while it has no row to show.
import { ago, duration, exact } from "../../parts/format.ts";
import { Empty } from "../../parts/parts.tsx";
import type { LiveResult } from "./live.ts";

export function Progress({ result }: { readonly result: LiveResult }) {
  if (result.state === "idle") return <span className="muted">Ctrl Enter runs · Esc stops</span>;
  if (result.columns.length === 0) return <span className="muted">{result.state === "running" ? "…" : ""}</span>;
  const { progress } = result;
  const parts = [
    `${exact(result.received)} ${result.changelog === "retract" ? "change" : "row"}${result.received === 1 ? "" : "s"}`,
    result.changelog === "retract" ? `${exact(result.rows.length)} in the result${result.cut ? ", its oldest rows let go" : ""}` : "",
    result.firstRowMs === null ? "" : `first after ${duration(result.firstRowMs)}`,
    progress === null ? "" : `${exact(progress.rowsIn)} read${progress.lag > 0 ? `, ${exact(progress.lag)} to go` : ""}`,
    progress?.watermarkMs == null ? "" : `watermark ${ago(progress.watermarkMs)}`,
  ];
  return (
    <span className="progress">
      {result.state === "running" ? <span className="live">live</span> : <span className="muted">ended</span>}
      <span className="muted figure">{parts.filter(Boolean).join(" · ")}</span>
      <Skipped result={result} />
      <Rejected result={result} />
    </span>
  );
}

/** Rows that came faster than they could be sent. A list lost its oldest; a changing result lost nothing but steps. */
function Skipped({ result }: { readonly result: LiveResult }) {
  if (result.skipped === 0) return null;
  const isList = result.changelog === "append";
  return (
    <span
      className="note"
      title={
        isList
          ? "Rows came faster than a page can show them. The newest stand here; a processor misses none."
          : "Changes came faster than a page can show them. Those of one row were folded into their sum: what stands here is right."
      }
    >
      {exact(result.skipped)} {isList ? "skipped: too fast to show" : "folded: too fast to show"}
    </span>
  );
}

/** Rows that could not be read or computed, and why the first of them was not. */
function Rejected({ result }: { readonly result: LiveResult }) {
  const { rejected } = result;
  if (rejected === null) return null;
  return (
    <span className="note warn" title="They are left out of this result; a processor keeps them in its dead-letter topic.">
      {exact(rejected.rows)} left out: {rejected.error.message}
    </span>
  );
}

export function Waiting({
  result,
  from,
  onFromBeginning,
}: {
  readonly result: LiveResult;
  readonly from: string;
  readonly onFromBeginning: () => void;
}) {
  const read = result.progress?.rowsIn ?? 0;
  const lag = result.progress?.lag ?? 0;
  const ended = result.state === "done";
  const recent = from === "latest" ? "since you ran it" : from === "earliest" ? "yet" : "in the last five minutes";
  const title = ended ? "No rows" : lag > 0 ? "Reading" : read === 0 ? `Nothing was written ${recent}` : "No row yet";
  return (
    <Empty title={title}>
      {read === 0
        ? "New rows appear here as they are written."
        : `${exact(read)} records read, and none made a row so far. A window's row comes when its time has passed.`}
      {from !== "earliest" && (
        <p>
          <button onClick={onFromBeginning}>Read from the beginning</button>
        </p>
      )}
    </Empty>
  );
}
