// One subject: a version's text, alone or beside another version, what it refers to and what refers to it.
import { useState } from "react";
import { lineDiff } from "../../parts/line-diff.ts";
import { Code, LoadFailure, Page, Panel, Stat } from "../../parts/parts.tsx";
import { to } from "../../router.ts";
import { ChangeCompatibility } from "./compatibility.tsx";
import { RegisterSchema } from "./register.tsx";
import { levelWords, readable, type SchemaVersion, typeOf, useLevel, useReferencedBy, useVersion, useVersions } from "./registry.ts";

export function SubjectPage({ subject }: { readonly subject: string }) {
  const versions = useVersions(subject);
  const level = useLevel(subject).data?.compatibilityLevel;
  const [chosen, setChosen] = useState<number | "latest">("latest");
  const [beside, setBeside] = useState<number | null>(null);
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState(false);
  const shown = useVersion(subject, chosen);
  if (shown.data === undefined)
    return (
      <Page title={subject}>
        <LoadFailure error={versions.error ?? shown.error} />
        {shown.error !== null && <a href={to("schemas")}>All schemas</a>}
      </Page>
    );
  const schema = shown.data;
  return (
    <Page
      title={subject}
      subtitle="Schema"
      actions={
        <>
          {level !== undefined && <button onClick={() => setChanging(true)}>Compatibility…</button>}
          <button onClick={() => setAdding(true)}>Check or register…</button>
        </>
      }
    >
      <div className="stats">
        <Stat label="Version" value={schema.version} note={`of ${versions.data?.length ?? 1}`} />
        <Stat label="Id" value={schema.id} note="in every record" />
        <Stat label="Type" value={typeOf(schema)} />
        {level !== undefined && <Stat label="Compatibility" value={level} note={levelWords(level)} />}
      </div>
      <div className="bar">
        <label>
          Version{" "}
          <select value={schema.version} onChange={(event) => setChosen(Number(event.target.value))}>
            {(versions.data ?? [schema.version]).toReversed().map((version) => (
              <option key={version}>{version}</option>
            ))}
          </select>
        </label>
        <label>
          beside{" "}
          <select value={beside ?? ""} onChange={(event) => setBeside(event.target.value === "" ? null : Number(event.target.value))}>
            <option value="">none</option>
            {(versions.data ?? [])
              .filter((version) => version !== schema.version)
              .map((version) => (
                <option key={version}>{version}</option>
              ))}
          </select>
        </label>
      </div>
      {beside === null || beside === schema.version ? <Code>{readable(schema)}</Code> : <Beside schema={schema} other={beside} />}
      <References schema={schema} />
      {changing && level !== undefined && <ChangeCompatibility subject={subject} level={level} onClose={() => setChanging(false)} />}
      {adding && <RegisterSchema subject={subject} schema={schema} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Beside({ schema, other }: { readonly schema: SchemaVersion; readonly other: number }) {
  const { data, error } = useVersion(schema.subject, other);
  if (data === undefined) return <LoadFailure error={error} />;
  const lines = lineDiff(readable(data), readable(schema));
  return (
    <Panel title={`Version ${other}, and version ${schema.version}`} flush>
      <div className="diff mono">
        {lines.flatMap(({ before, after }, line) => [
          <div key={`${line} before`} className={before !== null && before !== after ? "taken" : ""}>
            {before}
          </div>,
          <div key={`${line} after`} className={after !== null && before !== after ? "added" : ""}>
            {after}
          </div>,
        ])}
      </div>
    </Panel>
  );
}

function References({ schema }: { readonly schema: SchemaVersion }) {
  const users = useReferencedBy(schema.subject, schema.version).data ?? [];
  const { references = [] } = schema;
  if (references.length === 0 && users.length === 0) return null;
  return (
    <Panel title="References">
      {references.map(({ name, subject, version }) => (
        <p key={name}>
          <code>{name}</code> is version {version} of <a href={to("schemas", subject)}>{subject}</a>
        </p>
      ))}
      {users.length > 0 && <p className="muted">Schemas that refer to this version have the ids {users.join(", ")}.</p>}
    </Panel>
  );
}
