// Subjects of the schema registry: what their newest schema is, and what may follow it.
import { useState } from "react";
import { Empty, LoadFailure, Page, Panel } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";
import { levelWords, typeOf, useLevel, useSubjects } from "./registry.ts";
import { RegisterSchema } from "./register.tsx";

/** Each row asks for its subject's level. */
const shownMost = 100;

export function SchemasPage() {
  const [search, setSearch] = useState("");
  const [adding, setAdding] = useState(false);
  const { data, error } = useSubjects();
  const found = (data ?? []).filter(({ subject }) => subject.includes(search));
  return (
    <Page
      title="Schemas"
      subtitle="What the bytes of topics mean, by subject and version; serializers find them at this address."
      actions={<button onClick={() => setAdding(true)}>Register schema…</button>}
    >
      <LoadFailure error={error} />
      <div className="bar">
        <input
          type="search"
          placeholder="Search subjects (/)"
          aria-label="Search subjects"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      {data !== undefined && found.length === 0 ? (
        <Empty title={search === "" ? "No schemas yet" : "No subject has that in its name"}>
          {search === "" && (
            <>
              Point a serializer at <code>{location.origin}</code>, or register one here. docs/schemas.md says how.
            </>
          )}
        </Empty>
      ) : (
        <Panel flush>
          <table className="rows clickable">
            <thead>
              <tr>
                <th>Subject</th>
                <th>Type</th>
                <th className="num">Newest version</th>
                <th className="num">Id</th>
                <th>Compatibility</th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, shownMost).map((schema) => (
                <tr key={schema.subject} onClick={() => go(to("schemas", schema.subject))}>
                  <td className="name">
                    <a href={to("schemas", schema.subject)}>{schema.subject}</a>
                  </td>
                  <td>{typeOf(schema)}</td>
                  <td className="num">{schema.version}</td>
                  <td className="num">{schema.id}</td>
                  <td className="muted">
                    <Level subject={schema.subject} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
      {found.length > shownMost && <p className="muted">and {found.length - shownMost} more: search for a part of their names</p>}
      {adding && <RegisterSchema onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Level({ subject }: { readonly subject: string }) {
  const level = useLevel(subject).data?.compatibilityLevel;
  return level === undefined ? null : <span title={levelWords(level)}>{level}</span>;
}
