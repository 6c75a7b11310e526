// The registry: subjects with versions, ids that stand for one schema for ever, and rules that new versions must keep.
// Reading never waits for a writer; writers come one after another, so that what was checked is still true when the
// change is durable.
import { limits } from "@millrace/core";
import type { Clock } from "@millrace/core";
import type { Log } from "@millrace/log";
import { incompatibleWith } from "./compatibility.ts";
import { Contents } from "./contents.ts";
import type { SchemaInput } from "./contents.ts";
import { errors } from "./errors.ts";
import type { ParsedSchema } from "./format.ts";
import { ownSubject } from "./name.ts";
import type { SubjectName } from "./name.ts";
import { configOf, currentMode } from "./settings.ts";
import type { Content, Change } from "./store/record.ts";
import { fingerprint } from "./store/state.ts";
import type { State, Version } from "./store/state.ts";
import { Store } from "./store/store.ts";

export interface Registration extends SchemaInput {
  /** Only where the mode is IMPORT. */
  readonly id: number | undefined;
  readonly version: number | undefined;
  readonly normalize: boolean;
}

/** How much a registry takes: `limits`, or less for tests. */
export type Bounds = Readonly<Record<"schemaVersions" | "schemasBytes", number>>;

const numberMost = 2_147_483_647;

export class Registry {
  readonly clusterId: string;
  readonly contents = new Contents();
  readonly #store: Store;
  readonly #bounds: Bounds;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(log: Log, clock: Clock, bounds: Bounds = limits) {
    this.#bounds = bounds;
    this.clusterId = log.clusterId;
    this.#store = new Store(log, clock);
  }

  state(): Promise<State> {
    return this.#store.state();
  }

  /** Runs `work` when every earlier write is done; what it returns is made durable. */
  async change<Result>(work: (state: State) => Promise<{ readonly changes: readonly Change[]; readonly result: Result }>): Promise<Result> {
    const mine = this.#queue.then(async () => {
      const { changes, result } = await work(await this.#store.state());
      if (changes.length > 0) await this.#write(changes);
      return result;
    });
    this.#queue = mine.catch(() => undefined);
    return await mine;
  }

  /** The version that holds the schema: a new one, or one that was there. */
  async register(name: SubjectName, registration: Registration): Promise<Pick<Version, "id" | "version" | "content">> {
    return await this.change(async (state) => {
      const mode = currentMode(state, name);
      if (mode.startsWith("READONLY")) throw errors.notPermitted(`subject "${name.full}" is read-only`);
      const config = configOf(state, name);
      const { content, parsed } = await this.contents.read(
        state,
        name.context,
        registration,
        registration.normalize || config.normalize === true,
      );
      const versions = [...(state.subjects.get(name.full)?.values() ?? [])];
      const there = await this.#find(state, versions, content, false, false);
      const { id: wantedId, version: wantedVersion } = registration;
      const matches = (wantedId ?? there?.id) === there?.id && (wantedVersion ?? there?.version) === there?.version;
      if (there !== undefined && matches) return { changes: [], result: there };
      const version = wantedVersion ?? (versions.at(-1)?.version ?? 0) + 1;
      const id = wantedId ?? state.idOf(name.context, content) ?? state.context(name.context).highestId + 1;
      if (mode === "IMPORT") checkImport(state, name, content, id, version);
      else {
        if (wantedId !== undefined)
          throw errors.notPermitted(`subject "${name.full}" is not in the mode IMPORT, so the registry gives the ids`);
        if (wantedVersion !== undefined && wantedVersion !== (versions.at(-1)?.version ?? 0) + 1)
          throw errors.notPermitted(`the next version of subject "${name.full}" is not ${wantedVersion}`);
        const earlier = sameGroup(
          versions.filter(({ deleted }) => !deleted),
          content,
          config.compatibilityGroup,
        );
        const said = await incompatibleWith(this.contents, state, { parsed, content }, earlier, config.compatibilityLevel);
        if (said.length > 0) throw errors.incompatible(name.full, said);
      }
      if (id > numberMost || version > numberMost) throw errors.notPermitted("there is no higher number for an id or a version");
      return { changes: [{ kind: "schema", subject: name.full, version, id, content, deleted: false }], result: { id, version, content } };
    });
  }

  /** Which version of a subject holds this schema. */
  async lookUp(
    name: SubjectName,
    input: SchemaInput,
    options: { readonly normalize: boolean; readonly deleted: boolean },
  ): Promise<Version> {
    const state = await this.state();
    const versions = [...versionsOf(state, name, options.deleted)];
    const normalize = options.normalize || configOf(state, name).normalize === true;
    const { content } = await this.contents.read(state, name.context, input, normalize);
    const found = await this.#find(state, versions, content, options.deleted, normalize);
    if (found === undefined) throw errors.schemaUnknown(`like that under subject "${name.full}"`);
    return found;
  }

  /** Why the schema could not become a version after `earlier`; empty when it could. */
  async check(name: SubjectName, input: SchemaInput, normalize: boolean, which: string | undefined): Promise<string[]> {
    const state = await this.state();
    const config = configOf(state, name);
    const { content, parsed } = await this.contents.read(state, name.context, input, normalize || config.normalize === true);
    const all = [...(state.subjects.get(name.full)?.values() ?? [])].filter(({ deleted }) => !deleted);
    // A subject that is not there yet takes anything as its first version.
    const earlier = which === undefined ? all : which === "latest" && all.length === 0 ? [] : [versionOf(state, name, which, false)];
    return await incompatibleWith(
      this.contents,
      state,
      { parsed, content },
      sameGroup(earlier, content, config.compatibilityGroup),
      config.compatibilityLevel,
    );
  }

  async parsed(version: Pick<Version, "context" | "content">): Promise<ParsedSchema> {
    return await this.contents.kept(await this.state(), version);
  }

  async #write(changes: readonly Change[]): Promise<void> {
    const { versions, bytes, configs, modes } = await this.#store.state();
    for (const change of changes) {
      const grows =
        (change.kind === "schema" && !change.deleted) ||
        ("config" in change && change.config !== undefined) ||
        ("mode" in change && change.mode !== undefined);
      const isFull =
        change.kind === "schema"
          ? versions >= this.#bounds.schemaVersions || bytes + change.content.text.length > this.#bounds.schemasBytes
          : configs.size + modes.size >= this.#bounds.schemaVersions;
      if (grows && isFull) throw errors.full();
    }
    await this.#store.write(changes);
  }

  async #find(
    state: State,
    versions: readonly Version[],
    content: Content,
    deleted: boolean,
    normalize: boolean,
  ): Promise<Version | undefined> {
    const candidates = versions.filter((version) => deleted || !version.deleted).toReversed();
    const same = candidates.find((version) => fingerprint(version.content) === fingerprint(content));
    if (same !== undefined || !normalize) return same;
    // One that was registered without normalize may still say the same.
    for (const version of candidates) {
      if (version.content.type !== content.type) continue;
      const text = (await this.contents.kept(state, version)).normalized();
      if (fingerprint({ ...version.content, text }) === fingerprint(content)) return version;
    }
    return undefined;
  }
}

/** With a compatibility group, only versions whose metadata has the same value of that property are compared. */
function sameGroup(versions: readonly Version[], content: Content, group: string | undefined): readonly Version[] {
  if (group === undefined) return versions;
  const valueOf = ({ metadata }: Content): unknown =>
    (metadata as { properties?: Record<string, unknown> } | undefined)?.properties?.[group];
  return versions.filter((version) => valueOf(version.content) === valueOf(content));
}

function checkImport(state: State, name: SubjectName, content: Content, id: number, version: number): void {
  if (id < 1 || version < 1) throw errors.notPermitted("ids and versions begin with 1");
  const known = state.content(name.context, id);
  if (known !== undefined && fingerprint(known.content) !== fingerprint(content))
    throw errors.notPermitted(`the id ${id} stands for another schema`);
  const there = state.subjects.get(name.full)?.get(version);
  if (there !== undefined && there.id !== id) throw errors.notPermitted(`version ${version} of subject "${name.full}" is another schema`);
}

/** The name that a request means: an alias leads to another subject. */
export function aliased(state: State, text: string, context: string | undefined): SubjectName {
  const name = ownSubject(text, context);
  const alias = state.configs.get(name.full)?.alias;
  return alias === undefined || alias === "" ? name : ownSubject(alias, name.context);
}

export function* versionsOf(state: State, name: SubjectName, deleted: boolean): Iterable<Version> {
  let any = false;
  for (const version of state.subjects.get(name.full)?.values() ?? []) {
    if (version.deleted && !deleted) continue;
    any = true;
    yield version;
  }
  if (!any) throw errors.subjectUnknown(name.full);
}

/** `which`: a number, `latest` or -1. */
export function versionOf(state: State, name: SubjectName, which: string, deleted: boolean): Version {
  const number = which === "latest" || which === "-1" ? -1 : Number(which);
  if (number !== -1 && !(/^\d+$/.test(which) && number >= 1 && number <= numberMost)) throw errors.versionInvalid(which.slice(0, 100));
  const versions = [...versionsOf(state, name, deleted)];
  const found = number === -1 ? versions.at(-1) : versions.find(({ version }) => version === number);
  if (found === undefined) throw errors.versionUnknown(name.full, number);
  return found;
}
