// Which records of a topic are shown: a text in them, and on request a key, conditions on their JSON, and a place to
// begin at. What is typed counts a quarter of a second later.
import { useEffect, useState } from "react";

const fields = [
  { name: "key", label: "Key", hint: "the whole key" },
  { name: "where", label: "Fields", hint: 'country = "US" and bitrate >= 3000' },
  { name: "since", label: "Since", hint: "-5m, or 2026-01-31T12:00" },
  { name: "partition", label: "Partition", hint: "all" },
  { name: "offset", label: "Offset", hint: "the newest" },
] as const;

export type RecordFilter = Readonly<Record<"search" | "isolation" | (typeof fields)[number]["name"], string>>;
export const noFilter: RecordFilter = { search: "", isolation: "", key: "", where: "", since: "", partition: "", offset: "" };

const pageRecords = "100";

/** Without a place or a time the newest are shown, and new ones as they come. */
export const isFollowing = (filter: RecordFilter): boolean => filter.since === "" && filter.offset === "" && filter.partition === "";

function queryOf(filter: RecordFilter, names: readonly (keyof RecordFilter)[]): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of names) if (filter[name] !== "") query.set(name, filter[name]);
  return query;
}

export function pageQuery(filter: RecordFilter): URLSearchParams {
  const query = queryOf(filter, ["search", "isolation", "key", "where", "since", "partition", "offset"]);
  query.set("limit", pageRecords);
  if (filter.since === "" && filter.offset === "") query.set("offset", `-${pageRecords}`);
  return query;
}

export const tailQuery = (filter: RecordFilter): URLSearchParams => queryOf(filter, ["search", "isolation", "key", "where"]);

export function FilterBar({ onChange }: { readonly onChange: (filter: RecordFilter) => void }) {
  const [typed, setTyped] = useState(noFilter);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => onChange(Object.values(typed).every((text) => text === "") ? noFilter : typed), 250);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  const close = (): void => {
    setOpen(false);
    setTyped({ ...noFilter, search: typed.search });
  };
  return (
    <>
      <input
        type="search"
        placeholder="Only records that contain… (/)"
        aria-label="Only records that contain"
        value={typed.search}
        onChange={(event) => setTyped({ ...typed, search: event.target.value })}
      />
      <button aria-expanded={open} onClick={() => (open ? close() : setOpen(true))}>
        {open ? "Fewer filters" : "More filters"}
      </button>
      {open && (
        <div className="filters">
          {fields.map(({ name, label, hint }) => (
            <label key={name} className={name}>
              <span className="muted">{label}</span>
              <input
                type="text"
                spellCheck={false}
                placeholder={hint}
                value={typed[name]}
                onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
              />
            </label>
          ))}
          <label className="isolation">
            <input
              type="checkbox"
              checked={typed.isolation !== ""}
              onChange={(event) => setTyped({ ...typed, isolation: event.target.checked ? "uncommitted" : "" })}
            />
            <span className="muted">Uncommitted too: of transactions that are open or were aborted</span>
          </label>
        </div>
      )}
    </>
  );
}
