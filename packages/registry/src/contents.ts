// Schemas as parsed things: what a request sends, with its references resolved, and what is kept already.
import { limits } from "@millrace/core";
import { errors } from "./errors.ts";
import { formatOf } from "./format.ts";
import type { ParsedSchema, Referenced, SchemaType } from "./format.ts";
import { ownSubject } from "./name.ts";
import type { Content, Reference } from "./store/record.ts";
import { fingerprint } from "./store/state.ts";
import type { State, Version } from "./store/state.ts";

/** What a client sends of a schema. */
export interface SchemaInput {
  readonly type: SchemaType;
  readonly text: string;
  readonly references: readonly Reference[];
  readonly metadata: object | undefined;
  readonly ruleSet: object | undefined;
}

const parsedMost = 500;

export class Contents {
  /** Least recently used first. */
  readonly #parsed = new Map<string, ParsedSchema>();

  /** As it would be kept in `context`. */
  async read(
    state: State,
    context: string,
    input: SchemaInput,
    normalize: boolean,
  ): Promise<{ readonly content: Content; readonly parsed: ParsedSchema }> {
    if (Buffer.byteLength(input.text) > limits.schemaBytes) throw errors.schemaTooLarge();
    if (input.text.trim() === "") throw errors.schemaInvalid("it is empty");
    const references = input.references.map((reference) => ({ ...reference, version: referenced(state, context, reference).version }));
    const parsed = await this.#parse(state, context, { ...input, references });
    const text = normalize ? parsed.normalized() : parsed.canonical;
    const { type, metadata, ruleSet } = input;
    return { content: { type, text, references, metadata, ruleSet }, parsed };
  }

  async kept(state: State, version: Pick<Version, "context" | "content">): Promise<ParsedSchema> {
    const key = `${version.context}\n${fingerprint(version.content)}`;
    const known = this.#parsed.get(key);
    const parsed = known ?? (await this.#parse(state, version.context, version.content));
    this.#parsed.delete(key);
    this.#parsed.set(key, parsed);
    if (this.#parsed.size > parsedMost) this.#parsed.delete(this.#parsed.keys().next().value!);
    return parsed;
  }

  async #parse(state: State, context: string, content: Content): Promise<ParsedSchema> {
    const format = await formatOf(content.type);
    return format.parse(content.text, closure(state, context, content.references));
  }
}

function referenced(state: State, context: string, { subject, version }: Reference): Version {
  const versions = state.subjects.get(ownSubject(subject, context).full);
  const latest = version === -1 ? [...(versions?.values() ?? [])].findLast((one) => !one.deleted) : undefined;
  const found = latest ?? versions?.get(version);
  if (found === undefined) throw errors.schemaInvalid(`it refers to version ${version} of subject "${subject}", which is not there`);
  return found;
}

/** All that is referred to, directly or in turn: what others need comes first. */
function closure(state: State, context: string, references: readonly Reference[]): Referenced[] {
  const found = new Map<string, Referenced>();
  const visit = (reference: Reference, outer: string): void => {
    if (found.has(reference.name)) return;
    const version = referenced(state, outer, reference);
    if (found.size >= limits.schemaReferences) throw errors.schemaInvalid(`it refers to more than ${limits.schemaReferences} schemas`);
    for (const inner of version.content.references) visit(inner, version.context);
    found.set(reference.name, { name: reference.name, text: version.content.text });
  };
  for (const reference of references) visit(reference, context);
  return [...found.values()];
}
