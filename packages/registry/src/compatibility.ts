// Which earlier versions a new one is held against, in which direction, and what is said about it.
import type { Contents } from "./contents.ts";
import type { Incompatibility, ParsedSchema } from "./format.ts";
import type { Level } from "./settings.ts";
import type { Content } from "./store/record.ts";
import type { State, Version } from "./store/state.ts";

/** A reading schema, what it must be able to read, and which version the difference is with. */
export interface Candidate {
  readonly parsed: ParsedSchema;
  readonly content: Content;
}

/** Messages for people; empty when the level allows it. `earlier`: oldest first. */
export async function incompatibleWith(
  contents: Contents,
  state: State,
  candidate: Candidate,
  earlier: readonly Version[],
  level: Level,
): Promise<string[]> {
  if (level === "NONE") return [];
  const compared = level.endsWith("_TRANSITIVE") ? earlier.toReversed() : earlier.slice(-1);
  for (const version of compared) {
    const said = await differences(contents, state, candidate, version, level);
    if (said.length > 0)
      return [...said, `{oldSchemaVersion: ${version.version}}`, `{oldSchema: '${version.content.text}'}`, `{compatibility: '${level}'}`];
  }
  return [];
}

const messagesMost = 50;

async function differences(
  contents: Contents,
  state: State,
  { parsed, content }: Candidate,
  version: Version,
  level: Level,
): Promise<string[]> {
  if (version.content.type !== content.type)
    return [`{errorType:'TYPE_CHANGED', description:'the earlier schema is ${version.content.type}, this one ${content.type}'}`];
  const before = await contents.kept(state, version);
  const found: Incompatibility[] = [];
  if (!level.startsWith("FORWARD")) found.push(...parsed.incompatibilities(before));
  if (!level.startsWith("BACKWARD")) found.push(...before.incompatibilities(parsed));
  return [...new Set(found.map(sentence))].slice(0, messagesMost);
}

function sentence({ kind, path, detail }: Incompatibility): string {
  return `{errorType:'${kind}', description:'at ${path === "" ? "/" : path}'${detail === "" ? "" : `, additionalInfo:'${detail}'`}}`;
}
