// Ask, see rows as they are computed, draw them, keep what is worth keeping.
import { useCallback, useEffect, useState } from "react";
import { useCatalog } from "../../api/queries.ts";
import { Empty, Failure, Page, Tabs } from "../../parts/parts.tsx";
import { useRoute } from "../../router.ts";
import { Chart } from "./chart.tsx";
import { Editor } from "./editor.tsx";
import { Grid } from "./grid.tsx";
import { Keep } from "./keep.tsx";
import { useLive, type LiveResult } from "./live.ts";
import { Progress, Waiting } from "./progress.tsx";

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
  // What runs is what was written when it was started: keeping keeps that, whatever is typed meanwhile.
  const [ran, setRan] = useState("");
  const start = useCallback(
    (begin: string) => {
      if (text.trim() === "") return;
      setFrom(begin);
      setRan(text);
      void run({ sql: text, from: begin });
    },
    [run, text],
  );
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
            <button className="primary" onClick={() => start(from)} title="Ctrl Enter">
              Run
            </button>
          )}
        </>
      }
    >
      <Editor text={text} onChange={setText} onRun={() => start(from)} onStop={stop} />
      <div className="bar">
        <Tabs
          label="How to show the result"
          tabs={[
            { id: "rows", title: "Rows" },
            { id: "chart", title: "Chart" },
          ]}
          chosen={view}
          onChoose={setView}
        />
        <Progress result={result} />
      </div>
      <Failure error={result.error} text={ran} />
      {view === "chart" && isQuery ? (
        <Chart columns={result.columns} rows={result.rows} />
      ) : (
        <Result result={result} from={from} onFromBeginning={() => start("earliest")} />
      )}
      {keeping && <Keep query={ran} result={result} onClose={() => setKeeping(false)} />}
    </Page>
  );
}

function Result({
  result,
  from,
  onFromBeginning,
}: {
  readonly result: LiveResult;
  readonly from: string;
  readonly onFromBeginning: () => void;
}) {
  if (result.results.length > 0)
    return (
      <div className="results">
        {result.results.map((one, index) =>
          one.columns !== undefined && one.rows !== undefined ? (
            <Grid key={index} columns={one.columns} rows={one.rows} />
          ) : (
            <p key={index} className="good" role="status">
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
  if (result.rows.length === 0 && result.received === 0) {
    // Until it is known how much there is to read, an empty frame: a sentence for a tenth of a second only flickers.
    if (result.error !== null) return null;
    if (result.progress === null && result.state === "running") return <div className="grid-frame" />;
    return <Waiting result={result} from={from} onFromBeginning={onFromBeginning} />;
  }
  return <Grid columns={result.columns} rows={result.rows} />;
}
