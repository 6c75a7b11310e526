// What is kept of everything that a user defined: the text, who owns it, and what should be running. Bound plans are
// not kept: they are made again from the text, so a newer version of the planner is not held to old plans.
import { decodeUtf8, encodeUtf8 } from "@millrace/core";
import type { SessionOptions } from "@millrace/sql";
import { errors } from "../errors.ts";

export type DefinitionKind = "table" | "view" | "processor";

interface DefinitionBase {
  readonly name: string;
  readonly sql: string;
  /** The file that it belongs to; null when it was made by hand. */
  readonly pipeline: string | null;
  /** SET before the statement: the same text means the same again. */
  readonly session: SessionOptions;
  /** Counts from 1, up by one with each change. */
  readonly version: number;
  readonly changedAtMs: number;
  readonly changedBy: string;
}
export interface ObjectDefinition extends DefinitionBase {
  readonly kind: "table" | "view";
}
export interface ProcessorDefinition extends DefinitionBase {
  readonly kind: "processor";
  /** Names the state and the producer of the output; a new one begins anew. */
  readonly id: string;
  readonly desired: "running" | "stopped";
}
export type Definition = ObjectDefinition | ProcessorDefinition;

export type DefinitionChange =
  | { readonly action: "put"; readonly definition: Definition }
  | { readonly action: "remove"; readonly kind: DefinitionKind; readonly name: string };

export const definitionKey = (kind: DefinitionKind, name: string): string => `${kind}/${name}`;

export const encodeDefinition = (definition: Definition): Uint8Array => encodeUtf8(JSON.stringify(definition));

export function decodeDefinition(bytes: Uint8Array, topic: string, offset: number): Definition {
  try {
    const value = JSON.parse(decodeUtf8(bytes)) as Definition;
    if (typeof value.name === "string" && typeof value.sql === "string" && typeof value.kind === "string") return value;
    throw new Error("name, kind or sql is missing");
  } catch (cause) {
    throw errors.definitionDamaged.with({ cause }, topic, offset, cause instanceof Error ? cause.message : String(cause));
  }
}
