// Ask, see rows as they are computed, draw them, keep what is worth keeping.
import { useCallback, useEffect, useState } from "react";
import { useCatalog } from "../../api/queries.ts";
import { ago, cell, duration, exact } from "../../parts/format.ts";
import { Empty, Failure, Page, Tabs } from "../../parts/parts.tsx";
import { useRoute } from "../../router.ts";
import { Chart } from "./chart.tsx";
import { Editor } from "./editor.tsx";
import { Keep } from "./keep.tsx";
import { useLive, type LiveResult } from "./live.ts";

const draftKey = "sql-draft";
const begins = [
  { id: "earliest", title: "from the beginning" },
  { id: "-5m", title: "from 5 minutes ago" },
  { id: "latest", title: "from now on" },
] as const;

export function SqlPage() {
  const { query } = useRoute();
  const asked = query.get("q");
  const { data: catalog } = useCatalog();
  const [text, setText] = useState(() => asked ?? localStorage.getItem(draftKey) ?? "");
  const [from, setFrom] = useState<string>("-5m");
  const [view, setView] = useState<"rows" | "chart">("rows");
  const [keeping, setKeeping] = useState(false);
  const { result, run, stop } = useLive();
  useEffect(() => localStorage.setItem(draftKey, text), [text]);
  useEffect(() => {
    if (asked !== null) setText(asked);
  }, [asked]);
  // A first draft that runs: the table that most likely is worth a look.
  useEffect(() => {
    const first = catalog?.tables.find((table) => table.watermark === null && table.kind === "table") ?? catalog?.tables[0];
    if (text === "" && first !== undefined) setText(`SELECT * FROM ${first.name}`);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when the catalog arrives
  }, [catalog === undefined]);
  const start = useCallback(() => void (text.trim() !== "" && run({ sql: text, from })), [run, text, from]);
  const running = result.state === "running";
  const isQuery = result.columns.length > 0;
  return (
    <Page
      title="SQL"
      subtitle="Flink's dialect. A SELECT streams its rows while you watch."
      fill
      actions={
        <>
          <select value={from} onChange={(event) => setFrom(event.target.value)} aria-label="Where reading begins">
            {begins.map((begin) => (
              <option key={begin.id} value={begin.id}>
                {begin.title}
              </option>
            ))}
          </select>
          {isQuery && result.error === null && <button onClick={() => setKeeping(true)}>Keep as processor…</button>}
          {running ? (
            <button onClick={stop}>Stop</button>
          ) : (
            <button className="primary" onClick={start} title="Ctrl Enter">
              Run
            </button>
          )}
        </>
      }
    >
      <Editor text={text} catalog={catalog} onChange={setText} onRun={start} onStop={stop} />
      <div className="bar">
        <Tabs
          tabs={[
            { id: "rows", title: "Rows" },
            { id: "chart", title: "Chart" },
          ]}
          chosen={view}
          onChoose={setView}
        />
        <Progress result={result} />
      </div>
      <Failure error={result.error} text={text} />
      {view === "chart" && isQuery ? <Chart columns={result.columns} rows={result.rows} /> : <Result result={result} />}
      {keeping && <Keep query={text} onClose={() => setKeeping(false)} />}
    </Page>
  );
}

function Progress({ result }: { readonly result: LiveResult }) {
  if (result.state === "idle") return <span className="muted">Ctrl Enter runs · Esc stops</span>;
  if (result.columns.length === 0) return <span className="muted">{result.state === "running" ? "…" : ""}</span>;
  const parts = [
    `${exact(result.received)} row${result.received === 1 ? "" : "s"}`,
    result.changelog === "retract" ? `${exact(result.rows.length)} in the result now` : "",
    result.firstRowMs === null ? "" : `first after ${duration(result.firstRowMs)}`,
    result.progress === null
      ? ""
      : `${exact(result.progress.rowsIn)} read${result.progress.lag > 0 ? `, ${exact(result.progress.lag)} to go` : ""}`,
    result.progress?.watermarkMs === null || result.progress === null ? "" : `watermark ${ago(result.progress.watermarkMs)}`,
    result.skipped > 0 ? `${exact(result.skipped)} came faster than they could be shown` : "",
  ];
  return (
    <span className="muted">
      {result.state === "running" ? <span className="live">live</span> : "ended"} · {parts.filter(Boolean).join(" · ")}
    </span>
  );
}

function Result({ result }: { readonly result: LiveResult }) {
  if (result.results.length > 0)
    return (
      <div className="results">
        {result.results.map((one, index) =>
          one.columns !== undefined && one.rows !== undefined ? (
            <Grid key={index} columns={one.columns} rows={one.rows} />
          ) : (
            <p key={index} className="good">
              {one.message}
            </p>
          ),
        )}
      </div>
    );
  if (result.columns.length === 0) {
    if (result.error !== null) return null;
    return result.state === "running" ? (
      <div className="grid-frame" />
    ) : (
      <Empty title="Ask something">Rows appear here as they are computed, and go on until you stop the query.</Empty>
    );
  }
  if (result.rows.length === 0 && result.state === "running")
    return <Empty title="Waiting for the first row">A window is shown when its time has passed; a longer look back may help.</Empty>;
  return <Grid columns={result.columns} rows={result.rows} />;
}

const drawnRows = 500;

function Grid({ columns, rows }: { readonly columns: LiveResult["columns"]; readonly rows: LiveResult["rows"] }) {
  const right = columns.map((column) => /^(TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DECIMAL)/.test(column.type));
  return (
    <div className="grid-frame">
      <table className="rows grid">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} className={right[index] === true ? "num" : ""}>
                {column.name}
                <small>{column.type.replace(" NOT NULL", "")}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, drawnRows).map((row, index) => (
            <tr key={index}>
              {columns.map((_, column) => (
                <td key={column} className={right[column] === true ? "num" : "cut"} title={cell(row[column])}>
                  {row[column] === null ? <span className="null">NULL</span> : cell(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
