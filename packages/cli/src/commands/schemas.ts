// The schema registry from a terminal.
import { readFileSync } from "node:fs";
import { Api } from "../api.ts";
import { cliErrors, exitCodes } from "../errors.ts";
import { colours, json, table } from "../output.ts";
import type { Server } from "../server.ts";

interface Common extends Server {
  readonly json?: boolean;
}

interface SchemaVersion {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly schemaType?: string;
  readonly schema: string;
  readonly references?: readonly { readonly name: string; readonly subject: string; readonly version: number }[];
}

export interface SchemaFileOptions extends Common {
  readonly type?: string;
  readonly normalize?: boolean;
  readonly reference?: readonly string[];
}

const typeOf = ({ schemaType }: SchemaVersion): string => schemaType ?? "AVRO";
const pathOf = (subject: string): string => `/subjects/${encodeURIComponent(subject)}/versions`;

export async function listSchemas(options: Common & { readonly prefix?: string; readonly deleted?: boolean }): Promise<void> {
  const query = new URLSearchParams({ latestOnly: "true", deleted: String(options.deleted === true) });
  if (options.prefix !== undefined) query.set("subjectPrefix", options.prefix);
  const api = new Api(options);
  const schemas: SchemaVersion[] = [];
  // One answer holds only so many.
  for (let more: readonly SchemaVersion[] = []; schemas.length === 0 || more.length > 0; schemas.push(...more)) {
    query.set("offset", String(schemas.length));
    more = await api.get<readonly SchemaVersion[]>(`/schemas?${query.toString()}`);
    if (more.length === 0) break;
  }
  if (options.json === true) return json(schemas);
  if (schemas.length === 0) return console.log("no schemas yet: register one with `millrace schemas register SUBJECT FILE`");
  console.log(
    table(
      ["subject", "newest version", "id", "type"],
      schemas.map((schema) => [schema.subject, schema.version, schema.id, typeOf(schema)]),
    ),
  );
}

export async function showSchema(subject: string, version: string, options: Common): Promise<void> {
  const api = new Api(options);
  const schema = await api.get<SchemaVersion>(`${pathOf(subject)}/${encodeURIComponent(version)}`);
  const versions = await api.get<readonly number[]>(pathOf(subject));
  const config = await api.get<{ readonly compatibilityLevel: string }>(`/config/${encodeURIComponent(subject)}?defaultToGlobal=true`);
  if (options.json === true) return json({ ...schema, versions, compatibilityLevel: config.compatibilityLevel });
  console.log(
    `${colours.bold(schema.subject)} version ${schema.version} of ${versions.join(", ")}: id ${schema.id}, ${typeOf(schema)}, ${config.compatibilityLevel}`,
  );
  for (const reference of schema.references ?? [])
    console.log(colours.dim(`refers to ${reference.name}: version ${reference.version} of ${reference.subject}`));
  console.log(`\n${readable(schema)}`);
}

function readable(schema: SchemaVersion): string {
  return typeOf(schema) === "PROTOBUF" ? schema.schema.trimEnd() : JSON.stringify(JSON.parse(schema.schema), null, 2);
}

export async function registerSchema(subject: string, file: string, options: SchemaFileOptions): Promise<void> {
  const path = `${pathOf(subject)}?normalize=${options.normalize === true}`;
  const { id, version } = await new Api(options).post<{ readonly id: number; readonly version: number }>(path, schemaBody(file, options));
  if (options.json === true) return json({ subject, version, id });
  console.log(`${subject} version ${version} has the id ${id}`);
}

/** Ends with `exitCodes.refused` when the schema would be refused: for a check in continuous integration. */
export async function checkSchema(subject: string, file: string, options: SchemaFileOptions): Promise<void> {
  const path = `/compatibility${pathOf(subject)}?verbose=true&normalize=${options.normalize === true}`;
  const verdict = await new Api(options).post<{ readonly is_compatible: boolean; readonly messages: readonly string[] }>(
    path,
    schemaBody(file, options),
  );
  if (!verdict.is_compatible) process.exitCode = exitCodes.refused;
  if (options.json === true) return json(verdict);
  console.log(verdict.is_compatible ? `${subject} would take it` : `${subject} would refuse it:\n${verdict.messages.join("\n")}`);
}

const typesByEnding: Readonly<Record<string, string>> = { avsc: "AVRO", json: "JSON", proto: "PROTOBUF" };

export function schemaBody(file: string, { type, reference = [] }: SchemaFileOptions): object {
  const schemaType = type?.toUpperCase() ?? typesByEnding[file.slice(file.lastIndexOf(".") + 1)];
  if (schemaType === undefined) throw cliErrors.schemaTypeUnknown(file);
  const references = reference.map((text) => {
    const match = /^(.+)=(.+)@(\d+)$/.exec(text);
    if (match === null) throw cliErrors.optionValue("reference", text, "name=subject@version");
    return { name: match[1]!, subject: match[2]!, version: Number(match[3]) };
  });
  return { schemaType, schema: contentOf(file), references };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw cliErrors.fileUnreadable.with({ cause }, file, (cause as Error).message);
  }
}
