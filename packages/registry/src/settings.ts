// Compatibility levels and modes: of a subject, of its context, of the whole registry; the nearest one counts.
import { errors } from "./errors.ts";
import { fullName } from "./name.ts";
import type { SubjectName } from "./name.ts";
import type { SubjectConfig } from "./store/record.ts";
import type { State } from "./store/state.ts";

export const levels = ["NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"] as const;
export type Level = (typeof levels)[number];
const modes = ["READWRITE", "READONLY", "READONLY_OVERRIDE", "IMPORT"] as const;
export type Mode = (typeof modes)[number];

export function levelOf(text: string): Level {
  const level = levels.find((known) => known === text.toUpperCase());
  if (level === undefined) throw errors.levelInvalid(text);
  return level;
}

export function modeOf(text: string): Mode {
  const mode = modes.find((known) => known === text.toUpperCase());
  if (mode === undefined) throw errors.modeInvalid(text);
  return mode;
}

/** Under which names settings for a subject may stand, nearest first; null is the whole registry. */
const places = ({ full, context }: SubjectName): readonly (string | null)[] =>
  [full, fullName(context, ""), null].filter((name) => name !== "");

function nearest<Value>(state: ReadonlyMap<string | null, Value>, name: SubjectName): Value | undefined {
  for (const place of places(name)) {
    const found = state.get(place);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const defaultLevel = "BACKWARD";

export function configOf(state: State, name: SubjectName): SubjectConfig & { readonly compatibilityLevel: Level } {
  const merged: SubjectConfig = Object.assign(
    {},
    ...places(name)
      .toReversed()
      .map((place) => state.configs.get(place) ?? {}),
  );
  return { ...merged, compatibilityLevel: levels.find((level) => level === merged.compatibilityLevel) ?? defaultLevel };
}

/** `READONLY_OVERRIDE` of the whole registry overrides every subject's own mode. */
export function currentMode(state: State, name: SubjectName): Mode {
  if (state.modes.get(null) === "READONLY_OVERRIDE") return "READONLY_OVERRIDE";
  return modes.find((mode) => mode === nearest(state.modes, name)) ?? "READWRITE";
}
