// What the records of the topic add up to. `apply` is the only way in: what a running registry knows is what it would
// know after a restart.
import { createHash } from "node:crypto";
import { subjectName } from "../name.ts";
import type { Change, Content, SubjectConfig } from "./record.ts";

export interface Version {
  readonly subject: string;
  readonly context: string;
  readonly version: number;
  readonly id: number;
  readonly content: Content;
  readonly deleted: boolean;
}

interface Context {
  readonly byId: Map<number, { readonly content: Content; readonly users: Set<Version> }>;
  readonly idOf: Map<string, number>;
  /** Never given twice, even when what it stood for is gone: records out there still name it. */
  highestId: number;
}

export class State {
  /** By version, oldest first. */
  readonly subjects = new Map<string, Map<number, Version>>();
  readonly configs = new Map<string | null, SubjectConfig>();
  readonly modes = new Map<string | null, string>();
  readonly #contexts = new Map<string, Context>();
  versions = 0;
  bytes = 0;
  /** Records that could not be read, or that contradicted an earlier one. */
  skipped = 0;

  get contexts(): IterableIterator<string> {
    return this.#contexts.keys();
  }

  context(name: string): Context {
    const known = this.#contexts.get(name);
    if (known !== undefined) return known;
    const made: Context = { byId: new Map(), idOf: new Map(), highestId: 0 };
    this.#contexts.set(name, made);
    return made;
  }

  /** Without making it. */
  idOf(context: string, content: Content): number | undefined {
    return this.#contexts.get(context)?.idOf.get(fingerprint(content));
  }

  content(context: string, id: number): { readonly content: Content; readonly users: ReadonlySet<Version> } | undefined {
    return this.#contexts.get(context)?.byId.get(id);
  }

  highestIds(): Record<string, number> {
    return Object.fromEntries([...this.#contexts].map(([name, { highestId }]) => [name, highestId]));
  }

  apply(change: Change | undefined): void {
    switch (change?.kind) {
      case undefined:
        this.skipped++;
        return;
      case "schema":
        return this.#put(change);
      case "forget":
        return this.#forget(change.subject, change.version);
      case "deleteSubject":
        for (const version of this.subjects.get(change.subject)?.values() ?? [])
          if (change.version !== undefined && version.version <= change.version) this.#replace(version, { ...version, deleted: true });
        return;
      case "config":
        if (change.config === undefined) this.configs.delete(change.subject);
        else this.configs.set(change.subject, change.config);
        return;
      case "mode":
        if (change.mode === undefined) this.modes.delete(change.subject);
        else this.modes.set(change.subject, change.mode);
        return;
      case "ids":
        for (const [name, highest] of Object.entries(change.highest)) {
          const context = this.context(name);
          context.highestId = Math.max(context.highestId, highest);
        }
    }
  }

  #put({ subject, version, id, content, deleted }: Extract<Change, { kind: "schema" }>): void {
    const { context: name } = subjectName(subject);
    const context = this.context(name);
    const known = context.byId.get(id);
    // An id never changes what it stands for, whoever wrote the record.
    if (known !== undefined && fingerprint(known.content) !== fingerprint(content)) return void this.skipped++;
    const made: Version = { subject, context: name, version, id, content: known?.content ?? content, deleted };
    const versions = this.subjects.get(subject) ?? new Map<number, Version>();
    const before = versions.get(version);
    if (before !== undefined && before.id !== id) this.#forget(subject, version);
    this.subjects.set(subject, versions);
    context.highestId = Math.max(context.highestId, id);
    if (known === undefined) {
      context.byId.set(id, { content, users: new Set() });
      // Imported, a schema may have several ids; the first one is given to new versions.
      if (!context.idOf.has(fingerprint(content))) context.idOf.set(fingerprint(content), id);
      this.bytes += content.text.length;
    }
    const replaced = versions.get(version);
    if (replaced !== undefined) return this.#replace(replaced, made);
    const isNewest = [...versions.keys()].every((other) => other < version);
    versions.set(version, made);
    if (!isNewest) this.subjects.set(subject, new Map([...versions].sort(([a], [b]) => a - b)));
    context.byId.get(id)!.users.add(made);
    this.versions++;
  }

  #replace(before: Version, after: Version): void {
    this.subjects.get(before.subject)!.set(before.version, after);
    const { users } = this.context(before.context).byId.get(before.id)!;
    users.delete(before);
    users.add(after);
  }

  #forget(subject: string, number: number): void {
    const versions = this.subjects.get(subject);
    const version = versions?.get(number);
    if (versions === undefined || version === undefined) return;
    versions.delete(number);
    this.versions--;
    if (versions.size === 0) this.subjects.delete(subject);
    const context = this.context(version.context);
    const { content, users } = context.byId.get(version.id)!;
    users.delete(version);
    if (users.size > 0) return;
    context.byId.delete(version.id);
    if (context.idOf.get(fingerprint(content)) === version.id) context.idOf.delete(fingerprint(content));
    this.bytes -= content.text.length;
  }
}

const fingerprints = new WeakMap<Content, string>();

/** The same for the same content, here and anywhere: a UUID made of its MD5, which Confluent calls the guid. */
export function fingerprint(content: Content): string {
  const known = fingerprints.get(content);
  if (known !== undefined) return known;
  const { type, text, references, metadata = null, ruleSet = null } = content;
  const listed = references.map(({ name, subject, version }) => [name, subject, version]);
  const hex = createHash("md5")
    .update(JSON.stringify([type, text, listed, metadata, ruleSet]))
    .digest("hex");
  const made = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  fingerprints.set(content, made);
  return made;
}
