// What the log and the thread of its compaction say to each other: a question, an answer.
import type { ErrorJson } from "@millrace/core";
import type { Chunk, KeepRule, LearnRange, Worked } from "./cleaner.ts";

export type ToCleaner =
  | { readonly kind: "begin"; readonly tableBytes: number }
  | { readonly kind: "learn"; readonly chunk: Chunk; readonly range: LearnRange }
  | { readonly kind: "keep"; readonly chunk: Chunk; readonly rule: KeepRule };

/** `worked` is absent where there is nothing to say. */
export type FromCleaner = { readonly worked?: Worked } | { readonly error: ErrorJson };
