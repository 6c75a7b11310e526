// JSON laid out for reading, token by token: the text's own digits and spelling stay, so that a BIGINT beyond 2^53 is
// shown as it was written and not as the nearest double. What is not JSON comes back as it is.

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function prettyJson(text: string): string {
  if (!isJson(text)) return text;
  let out = "";
  let depth = 0;
  let before = "";
  const line = (): string => `\n${"  ".repeat(depth)}`;
  for (const [token] of text.matchAll(tokens)) {
    const closes = token === "}" || token === "]";
    if (closes) depth--;
    const opened = before === "{" || before === "[";
    // `{}` and `[]` stay together.
    if ((closes && !opened) || (!closes && opened) || before === ",") out += line();
    out += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth++;
    before = token;
  }
  return out;
}

/** On one line: without the white space between tokens. */
export function compactJson(text: string): string {
  return isJson(text) ? [...text.matchAll(tokens)].map(([token]) => token).join("") : text;
}
