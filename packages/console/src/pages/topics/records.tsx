// The newest records of a topic, and new ones as they come. The list has a fixed height and fixed rows, is cut at a
// few hundred, and is drawn at most ten times a second, so that it stands still while thousands a second go by.
import type { RecordsAnswer, RecordView } from "@millrace/platform/api";
import { useEffect, useRef, useState } from "react";
import { get, type ApiError } from "../../api/http.ts";
import { bytes, clock, dateTime, exact } from "../../parts/format.ts";
import { Code, Empty, Failure } from "../../parts/parts.tsx";

const keptRecords = 300;
const drawEveryMs = 100;

interface Tail {
  readonly records: readonly RecordView[];
  readonly skipped: number;
  readonly error: ApiError | null;
  readonly loaded: boolean;
}

function useTail(topic: string, search: string, paused: boolean): Tail {
  const [tail, setTail] = useState<Tail>({ records: [], skipped: 0, error: null, loaded: false });
  const waiting = useRef<{ records: RecordView[]; skipped: number }>({ records: [], skipped: 0 });
  const pausedNow = useRef(paused);
  pausedNow.current = paused;
  useEffect(() => {
    let gone = false;
    waiting.current = { records: [], skipped: 0 };
    setTail({ records: [], skipped: 0, error: null, loaded: false });
    const filter = search === "" ? "" : `&search=${encodeURIComponent(search)}`;
    const path = `/topics/${encodeURIComponent(topic)}`;
    get<RecordsAnswer>(`${path}/records?offset=-100&limit=100${filter}`).then(
      (answer) => !gone && setTail((was) => ({ ...was, loaded: true, records: merge(was.records, answer.records) })),
      (error: ApiError) => !gone && setTail((was) => ({ ...was, loaded: true, error })),
    );
    const source = new EventSource(`${path}/tail?${filter.slice(1)}`);
    source.addEventListener("records", (event) => {
      waiting.current.records.push(...(JSON.parse((event as MessageEvent<string>).data) as { records: RecordView[] }).records);
      if (waiting.current.records.length > keptRecords) waiting.current.records.splice(0, waiting.current.records.length - keptRecords);
    });
    source.addEventListener(
      "skipped",
      (event) => (waiting.current.skipped += (JSON.parse((event as MessageEvent<string>).data) as { records: number }).records),
    );
    const timer = setInterval(() => {
      const { records, skipped } = waiting.current;
      if (pausedNow.current || (records.length === 0 && skipped === 0)) return;
      waiting.current = { records: [], skipped: 0 };
      setTail((was) => ({ ...was, records: merge(was.records, records), skipped: was.skipped + skipped }));
    }, drawEveryMs);
    return () => {
      gone = true;
      source.close();
      clearInterval(timer);
    };
  }, [topic, search]);
  return tail;
}

/** Newest first, each record once. */
function merge(held: readonly RecordView[], fresh: readonly RecordView[]): RecordView[] {
  const seen = new Set(held.map((record) => `${record.partition}:${record.offset}`));
  const added = fresh.filter((record) => !seen.has(`${record.partition}:${record.offset}`));
  return [...added.toReversed(), ...held].slice(0, keptRecords);
}

export function Records({ topic }: { readonly topic: string }) {
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  const [paused, setPaused] = useState(false);
  const [chosen, setChosen] = useState<RecordView | null>(null);
  const tail = useTail(topic, search, paused);
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <>
      <div className="bar">
        <input
          type="search"
          placeholder="Only records that contain… (/)"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button className={paused ? "primary" : ""} onClick={() => setPaused(!paused)} aria-pressed={paused}>
          {paused ? "Go on" : "Pause"}
        </button>
        <span className="muted">{tail.skipped > 0 ? `${exact(tail.skipped)} more went by` : paused ? "paused" : "live"}</span>
      </div>
      <Failure error={tail.error} />
      {tail.loaded && tail.records.length === 0 ? (
        <Empty title={search === "" ? "No records yet" : "None of the newest records contains that"}>
          {search === "" ? "Publish one on the last tab, or with any Kafka client." : "New ones that do will appear here."}
        </Empty>
      ) : (
        <div className="split">
          <div className="list" role="list">
            {tail.records.map((record) => (
              <button
                key={`${record.partition}:${record.offset}`}
                role="listitem"
                className={chosen?.offset === record.offset && chosen.partition === record.partition ? "record chosen" : "record"}
                onClick={() => setChosen(record)}
              >
                <span className="muted">
                  {record.partition}:{record.offset}
                </span>
                <span className="muted">{clock(record.timestampMs)}</span>
                <span className="key">{record.key ?? ""}</span>
                <span className="value">{record.value ?? <em>tombstone</em>}</span>
              </button>
            ))}
          </div>
          {chosen !== null && <RecordDetail record={chosen} onClose={() => setChosen(null)} />}
        </div>
      )}
    </>
  );
}

function RecordDetail({ record, onClose }: { readonly record: RecordView; readonly onClose: () => void }) {
  const headers = Object.entries(record.headers);
  return (
    <aside className="detail">
      <div className="panel-head">
        <h2>
          Offset {exact(record.offset)} <span className="muted">partition {record.partition}</span>
        </h2>
        <button className="quiet" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </div>
      <dl className="pairs">
        <dt>Time</dt>
        <dd>{dateTime(record.timestampMs)} UTC</dd>
        <dt>Key</dt>
        <dd>{record.key ?? <em>none</em>}</dd>
        <dt>Size</dt>
        <dd>{bytes(record.bytes)}</dd>
        {headers.map(([name, value]) => (
          <div key={name} className="pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Code>{pretty(record.value)}</Code>
    </aside>
  );
}

function pretty(value: string | null): string {
  if (value === null) return "tombstone: the key was deleted";
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
