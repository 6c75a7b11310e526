// The lines of a file, plain or gzip, in chunks, with how far into the file they reach. A CSV record may hold line
// breaks between quotes; it is one "line" here, numbered by its first.
import { createReadStream, statSync } from "node:fs";
import { createGunzip } from "node:zlib";

export interface Line {
  /** From 1, as an editor counts. */
  readonly number: number;
  readonly text: string;
}

export interface LineChunk {
  readonly lines: readonly Line[];
  /** Bytes of the file (packed, if it is) that were read so far. */
  readonly fileBytes: number;
}

export const fileSize = (path: string): number => statSync(path).size;

/** A line longer than this is handed on as it is so far: it is refused where records are checked. */
const longestLine = 32 * 1024 * 1024;

export async function* readLines(path: string, format: "json" | "csv"): AsyncIterable<LineChunk> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const source = path.endsWith(".gz") ? file.pipe(createGunzip({ chunkSize: 256 * 1024 })) : file;
  if (source !== file) file.on("error", (error) => source.destroy(error));
  const decoder = new TextDecoder();
  let rest = "";
  let number = 1;
  for await (const chunk of source) {
    rest += decoder.decode(chunk as Buffer, { stream: true });
    const [lines, used, next] = split(rest, number, format);
    rest = rest.slice(used);
    number = next;
    if (rest.length > longestLine) {
      lines.push({ number, text: rest });
      number++;
      rest = "";
    }
    if (lines.length > 0) yield { lines, fileBytes: file.bytesRead };
  }
  if (rest !== "") yield { lines: [{ number, text: rest.replace(/\r$/, "") }], fileBytes: file.bytesRead };
}

function split(text: string, first: number, format: "json" | "csv"): [Line[], number, number] {
  const lines: Line[] = [];
  let begin = 0;
  let number = first;
  let physical = first;
  let quoted = false;
  for (let at = text.indexOf("\n"), from = 0; at >= 0; from = at + 1, at = text.indexOf("\n", from)) {
    physical++;
    if (format === "csv") {
      for (let quote = text.indexOf('"', from); quote >= 0 && quote < at; quote = text.indexOf('"', quote + 1)) quoted = !quoted;
      if (quoted) continue;
    }
    lines.push({ number, text: text.charCodeAt(at - 1) === 13 ? text.slice(begin, at - 1) : text.slice(begin, at) });
    begin = at + 1;
    number = physical;
  }
  return [lines, begin, number];
}
