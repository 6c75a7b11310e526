// The examples in the documents: what stands between ``` and ```, with its language.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./tools.ts";

export interface Example {
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

/** Of those languages, in their order. */
export function examplesOf(document: string, languages: readonly string[]): Example[] {
  const text = readFileSync(join(repository, document), "utf8");
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
    .filter(([, language]) => languages.includes(language!))
    .map((match) => ({ language: match[1]!, text: match[2]!, line: text.slice(0, match.index).split("\n").length }));
}
