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
    for (const version of gone) checkUnused(state, version, name.full);
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
    checkUnused(state, version, undefined);
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

/** `leaving`: a subject that goes with it. */
function checkUnused(state: State, version: Version, leaving: string | undefined): void {
  const users = usersOf(state, version).filter((user) => user.subject !== leaving && !user.deleted);
  if (users.length > 0) throw errors.referenced(version.subject, version.version);
}

/** Versions that refer to this one. */
export function usersOf(state: State, { subject, version }: Version): Version[] {
  const users: Version[] = [];
  for (const versions of state.subjects.values()) {
    for (const user of versions.values()) {
      const refers = user.content.references.some(
        (one) => one.version === version && ownSubject(one.subject, user.context).full === subject,
      );
      if (refers) users.push(user);
    }
  }
  return users;
}

/** Whether anything is registered under this name; a context's name asks for all its subjects, null for all there are. */
export function hasVersions(state: State, name: SubjectName | null): boolean {
  if (name === null) return state.versions > 0;
  if (name.subject !== "") return state.subjects.has(name.full);
  return [...state.subjects.keys()].some((subject) => subject.startsWith(fullName(name.context, "")));
}
