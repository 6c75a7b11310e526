// The newest records of a topic, and new ones as they come. The list has a fixed height and fixed rows, is cut at a
// few hundred, and is drawn at most ten times a second, so that it stands still while thousands a second go by.
import type { RecordsAnswer, RecordView } from "@millrace/platform/api";
import { useEffect, useRef, useState } from "react";
import { get, type ApiError } from "../../api/http.ts";
import { bytes, clock, dateTime, exact } from "../../parts/format.ts";
import { prettyJson } from "../../parts/json.ts";
import { Code, Empty, LoadFailure } from "../../parts/parts.tsx";
import { FilterBar, isFollowing, noFilter, pageQuery, tailQuery, type RecordFilter } from "./filter.tsx";

const keptRecords = 300;
const drawEveryMs = 100;

interface Tail {
  readonly records: readonly RecordView[];
  readonly skipped: number;
  readonly error: ApiError | null;
  readonly loaded: boolean;
}

function useTail(topic: string, filter: RecordFilter, paused: boolean): Tail {
  const [tail, setTail] = useState<Tail>({ records: [], skipped: 0, error: null, loaded: false });
  const waiting = useRef<{ records: RecordView[]; skipped: number }>({ records: [], skipped: 0 });
  const pausedNow = useRef(paused);
  pausedNow.current = paused;
  useEffect(() => {
    let gone = false;
    waiting.current = { records: [], skipped: 0 };
    setTail({ records: [], skipped: 0, error: null, loaded: false });
    const path = `/topics/${encodeURIComponent(topic)}`;
    get<RecordsAnswer>(`${path}/records?${pageQuery(filter).toString()}`).then(
      ({ records }) =>
        !gone && setTail((was) => ({ ...was, loaded: true, records: isFollowing(filter) ? merge(was.records, records) : records })),
      (error: ApiError) => !gone && setTail((was) => ({ ...was, loaded: true, error })),
    );
    // Who asks for a place or a time looks there; who does not follows what comes.
    if (!isFollowing(filter)) return () => void (gone = true);
    const source = new EventSource(`${path}/tail?${tailQuery(filter).toString()}`);
    source.addEventListener("records", (event) => {
      const held = waiting.current;
      held.records.push(...(JSON.parse((event as MessageEvent<string>).data) as { records: RecordView[] }).records);
      const over = held.records.length - keptRecords;
      if (over <= 0) return;
      held.records.splice(0, over);
      held.skipped += over;
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
  }, [topic, filter]);
  return tail;
}

/** Newest first, each record once. */
function merge(held: readonly RecordView[], fresh: readonly RecordView[]): RecordView[] {
  const seen = new Set(held.map((record) => `${record.partition}:${record.offset}`));
  const added = fresh.filter((record) => !seen.has(`${record.partition}:${record.offset}`));
  return [...added.toReversed(), ...held].slice(0, keptRecords);
}

export function Records({ topic }: { readonly topic: string }) {
  const [filter, setFilter] = useState<RecordFilter>(noFilter);
  const [paused, setPaused] = useState(false);
  const [chosen, setChosen] = useState<RecordView | null>(null);
  // Who has scrolled down reads: the list holds until they are back at the top.
  const [scrolled, setScrolled] = useState(false);
  const tail = useTail(topic, filter, paused || scrolled);
  const following = isFollowing(filter);
  return (
    <>
      <div className="bar">
        <FilterBar onChange={setFilter} />
        {following && (
          <button className={paused ? "primary" : ""} onClick={() => setPaused(!paused)} aria-pressed={paused}>
            {paused ? "Go on" : "Pause"}
          </button>
        )}
        {following ? (
          <span className={paused || scrolled ? "muted" : "live"}>{paused ? "paused" : scrolled ? "held while scrolled" : "live"}</span>
        ) : (
          <span className="muted">{exact(tail.records.length)} from there on</span>
        )}
        {tail.skipped > 0 && <span className="muted figure">{exact(tail.skipped)} more went by too fast to show</span>}
      </div>
      <LoadFailure error={tail.error} />
      {tail.loaded && tail.records.length === 0 ? (
        <Empty title={filter === noFilter ? "No records yet" : "No record fits"}>
          {filter === noFilter
            ? "Publish one on the last tab, or with any Kafka client."
            : following
              ? "None of those that were looked through; new ones that fit will appear here."
              : "None from there on, among those that were looked through."}
        </Empty>
      ) : (
        <div className="split">
          {/* Rows are told apart by their place, not by their record: nothing moves when records come, only the text changes. */}
          <ol className="list" onScroll={(event) => setScrolled(event.currentTarget.scrollTop > 4)}>
            {tail.records.map((record, place) => (
              <li key={place}>
                <button
                  className={chosen?.offset === record.offset && chosen.partition === record.partition ? "record chosen" : "record"}
                  // What was under the pointer when it went down, whatever comes meanwhile; a click without a pointer is the keyboard's.
                  onPointerDown={() => setChosen(record)}
                  onClick={(event) => event.detail === 0 && setChosen(record)}
                >
                  <span className="muted">
                    {record.partition}:{record.offset}
                  </span>
                  <span className="muted">{clock(record.timestampMs)}</span>
                  <span className="key">{record.key ?? ""}</span>
                  <span className="value">{record.value ?? <em>tombstone</em>}</span>
                </button>
              </li>
            ))}
          </ol>
          {chosen !== null && <RecordDetail record={chosen} onClose={() => setChosen(null)} />}
        </div>
      )}
    </>
  );
}

function RecordDetail({ record, onClose }: { readonly record: RecordView; readonly onClose: () => void }) {
  const headers = Object.entries(record.headers);
  return (
    <aside className="detail" aria-label="The record">
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
      <Code>{record.value === null ? "tombstone: the key was deleted" : prettyJson(record.value)}</Code>
    </aside>
  );
}
