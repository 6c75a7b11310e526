// Deleting in two steps: first a version is hidden, and records that name its id can still be read; then, with
// permanent=true, it is removed for good. What others refer to stays.
import { errors } from "./errors.ts";
import { fullName, ownSubject } from "./name.ts";
import type { SubjectName } from "./name.ts";
import { versionOf, versionsOf } from "./registry.ts";
import type { Registry } from "./registry.ts";
import { currentMode } from "./settings.ts";
import type { Change } from "./store/record.ts";
import type { State, Version } from "./store/state.ts";

/** The numbers of the versions that are gone. */
export async function deleteSubject(registry: Registry, name: SubjectName, permanent: boolean): Promise<number[]> {
  return await registry.change(async (state) => {
    checkMode(state, name);
    const all = [...versionsOf(state, name, true)];
    const live = all.filter(({ deleted }) => !deleted);
    if (permanent && live.length > 0) throw errors.subjectNotDeleted(name.full);
    if (!permanent && live.length === 0) throw errors.subjectDeleted(name.full);
    const gone = permanent ? all : live;
    checkUnused(state, gone, name.full);
    const changes: Change[] = permanent
      ? [
          ...all.map(forgetting),
          { kind: "deleteSubject", subject: name.full, version: undefined },
          { kind: "ids", highest: state.highestIds() },
        ]
      : [{ kind: "deleteSubject", subject: name.full, version: gone.at(-1)!.version }];
    return { changes: [...changes, ...settingsOf(state, name.full)], result: gone.map(({ version }) => version) };
  });
}

export async function deleteVersion(registry: Registry, name: SubjectName, which: string, permanent: boolean): Promise<number> {
  return await registry.change(async (state) => {
    checkMode(state, name);
    // `latest` is the newest that is left to delete.
    const version = versionOf(state, name, which, permanent || which !== "latest");
    if (permanent && !version.deleted) throw errors.versionNotDeleted(name.full, version.version);
    if (!permanent && version.deleted) throw errors.versionDeleted(name.full, version.version);
    checkUnused(state, [version], undefined);
    const changes: Change[] = permanent
      ? [forgetting(version), { kind: "ids", highest: state.highestIds() }]
      : [{ ...version, kind: "schema", deleted: true }];
    return { changes, result: version.version };
  });
}

const forgetting = ({ subject, version }: Version): Change => ({ kind: "forget", subject, version });

function* settingsOf(state: State, subject: string): Iterable<Change> {
  if (state.configs.has(subject)) yield { kind: "config", subject, config: undefined };
  if (state.modes.has(subject)) yield { kind: "mode", subject, mode: undefined };
}

function checkMode(state: State, name: SubjectName): void {
  if (currentMode(state, name).startsWith("READONLY")) throw errors.notPermitted(`subject "${name.full}" is read-only`);
}

/** `leaving`: a subject that goes with them. */
function checkUnused(state: State, versions: readonly Version[], leaving: string | undefined): void {
  for (const { user, used } of usesOf(state, versions))
    if (user.subject !== leaving && !user.deleted) throw errors.referenced(used.subject, used.version);
}

/** Who refers to one of these versions of one subject. */
export function* usesOf(state: State, versions: readonly Version[]): Iterable<{ readonly user: Version; readonly used: Version }> {
  const byNumber = new Map(versions.map((version) => [version.version, version]));
  for (const others of state.subjects.values()) {
    for (const user of others.values()) {
      for (const reference of user.content.references) {
        const used = byNumber.get(reference.version);
        if (used !== undefined && ownSubject(reference.subject, user.context).full === used.subject) yield { user, used };
      }
    }
  }
}

/** Whether anything is registered under this name; a context's name asks for all its subjects, null for all there are. */
export function hasVersions(state: State, name: SubjectName | null): boolean {
  if (name === null) return state.versions > 0;
  if (name.subject !== "") return state.subjects.has(name.full);
  return [...state.subjects.keys()].some((subject) => subject.startsWith(fullName(name.context, "")));
}
