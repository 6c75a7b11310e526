// The options of Flink's CSV format.

export interface CsvOptions {
  readonly delimiter: string;
  /** Null: quotes are characters like others. */
  readonly quote: string | null;
  readonly escape: string | null;
  readonly nullLiteral: string | null;
  readonly ignoreErrors: boolean;
  /** Lines that begin with # are left out. */
  readonly comments: boolean;
}

/** Backslash escapes as SQL strings cannot hold them: `\t` and `\u0001`. */
function unescaped(text: string): string {
  return text.replace(/\\(?:t|n|r|\\|u([0-9a-fA-F]{4}))/g, (all, code: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return all === "\\t" ? "\t" : all === "\\n" ? "\n" : all === "\\r" ? "\r" : "\\";
  });
}

export function csvOptions(options: Readonly<Record<string, string>>): CsvOptions {
  const option = (name: string): string | undefined => options[`csv.${name}`] ?? options[`value.csv.${name}`];
  const isTrue = (name: string): boolean => option(name)?.toLowerCase() === "true";
  return {
    delimiter: unescaped(option("field-delimiter") ?? ","),
    quote: isTrue("disable-quote-character") ? null : (option("quote-character") ?? '"'),
    escape: option("escape-character") ?? null,
    nullLiteral: option("null-literal") ?? null,
    ignoreErrors: isTrue("ignore-parse-errors"),
    comments: isTrue("allow-comments"),
  };
}
