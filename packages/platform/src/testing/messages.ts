// Reads a stream of messages (NDJSON or Server-Sent Events) of an HTTP answer, for tests.
import { expect } from "vitest";

export interface ReadMessages<Message> {
  /** Grows as messages come. */
  readonly messages: readonly Message[];
  /** Resolves at the end of the stream. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

function parse(block: string): unknown {
  if (block.startsWith("{")) return JSON.parse(block) as unknown;
  const [event, data] = block.split("\n");
  return { type: event!.replace("event: ", ""), ...(JSON.parse(data!.replace("data: ", "")) as object) };
}

export async function readMessages<Message>(response: Response): Promise<ReadMessages<Message>> {
  if (response.status !== 200) expect(await response.text()).toBe("a stream");
  const separator = response.headers.get("content-type")?.includes("ndjson") === true ? "\n" : "\n\n";
  const messages: Message[] = [];
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const read = async (): Promise<void> => {
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = (rest + part.value).split(separator);
      rest = blocks.pop()!;
      messages.push(...blocks.filter((block) => block !== "").map((block) => parse(block) as Message));
    }
  };
  const done = read().catch(() => undefined);
  return { messages, done, close: () => reader.cancel().catch(() => undefined) };
}
