import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { listenTcp } from "./tcp.ts";
import type { Wire } from "./wire.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a client gets from a wire on which `say` was called. */
async function heard(say: (wire: Wire) => void): Promise<string> {
  const server = await listenTcp({ host: "127.0.0.1", port: 0 }, say);
  const client = connect(server.port, "127.0.0.1");
  let text = "";
  for await (const chunk of client) text += String(chunk);
  await server.close();
  return text;
}

describe("a socket", () => {
  it.each(["end", "destroy"] as const)("sends what was written in the turn of its %s", async (how) => {
    const sent: unknown[] = [];
    const text = await heard((wire) => {
      wire.write([bytes("one "), bytes("two ")], (error) => sent.push(error ?? "one two"));
      wire.write([bytes("three")], (error) => sent.push(error ?? "three"));
      expect(wire.unsentBytes).toBe(13);
      wire[how]();
    });
    expect(text).toBe("one two three");
    expect(sent).toHaveLength(2);
  });

  it("sends what is written later, too", async () => {
    const text = await heard((wire) => {
      wire.write([bytes("one ")], () => {
        wire.write([bytes("two ")], () => undefined);
        wire.write([bytes("three")], () => wire.end());
      });
    });
    expect(text).toBe("one two three");
  });
});
