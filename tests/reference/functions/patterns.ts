// LIKE and regular expressions.
import { RowFailure } from "../cast.ts";
import { codePoints } from "../row.ts";
import { strict, type ScalarFunction } from "./function.ts";

/** A LIKE pattern as its parts: a code point that stands for itself, one of any kind, or a run of any length. */
function partsOf(pattern: string, escape: string | undefined): (string | { readonly any: "one" | "run" })[] {
  if (escape !== undefined && codePoints(escape).length !== 1) throw new RowFailure("LIKE: the escape is one character");
  const points = codePoints(pattern);
  const parts: (string | { any: "one" | "run" })[] = [];
  for (let at = 0; at < points.length; at++) {
    const point = points[at]!;
    if (point === escape) {
      const next = points[++at];
      if (next !== "%" && next !== "_" && next !== escape) throw new RowFailure("LIKE: invalid escape sequence");
      parts.push(next!);
    } else if (point === "%" || point === "_") parts.push({ any: point === "_" ? "one" : "run" });
    else parts.push(point);
  }
  return parts;
}

/** Walks both, and tries every length for a run. */
function likes(text: readonly string[], parts: readonly (string | { readonly any: "one" | "run" })[]): boolean {
  const [first, ...rest] = parts;
  if (first === undefined) return text.length === 0;
  if (typeof first === "object" && first.any === "run")
    return Array.from({ length: text.length + 1 }, (_, skipped) => skipped).some((skipped) => likes(text.slice(skipped), rest));
  return text.length > 0 && (typeof first === "object" || first === text[0]) && likes(text.slice(1), rest);
}

function compiled(pattern: string, flags = ""): RegExp | null {
  try {
    return new RegExp(pattern, `u${flags}`);
  } catch {
    return null;
  }
}

export const patternFunctions: Readonly<Record<string, ScalarFunction>> = {
  like: strict(([text, pattern, escape]) => likes(codePoints(text as string), partsOf(pattern as string, escape as string | undefined))),
  regexp: strict(([text, pattern]) => pattern !== "" && (compiled(pattern as string)?.test(text as string) ?? false)),
  regexp_extract: strict(
    ([text, pattern, group]) => compiled(pattern as string)?.exec(text as string)?.[group === undefined ? 0 : Number(group)] ?? null,
  ),
  regexp_replace: strict(([text, pattern, replacement]) => {
    const found = compiled(pattern as string, "g");
    if (found === null) return null;
    // The replacement is taken as it stands: a dollar is a dollar.
    return (text as string).replaceAll(found, () => replacement as string);
  }),
};
