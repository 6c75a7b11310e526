import { describe, expect, it } from "vitest";
import { RawClient } from "../raw-client.ts";
import { type Stall, StallWatch } from "./stalls.ts";

const leastMs = 30;

function workFor(ms: number): void {
  const end = process.threadCpuUsage();
  for (let spent = 0; spent < ms * 1_000;) {
    const { user, system } = process.threadCpuUsage(end);
    spent = user + system;
  }
}

describe("the watch for stalls", () => {
  it("finds a turn that took long, with the whole frame that came last in it", async () => {
    let found: (stall: Stall) => void = () => undefined;
    const stalled = new Promise<Stall>((resolve) => (found = resolve));
    const watch = new StallWatch(leastMs, (stall) => {
      if (stall.chunks.length > 0) found(stall);
    });
    const frame = Buffer.concat([Buffer.from([0, 0, 0, 60]), Buffer.alloc(60, 7)]);
    const open = await watch.listen({ host: "127.0.0.1", port: 0 }, (wire) => {
      const read = async (): Promise<void> => {
        let length = 0;
        for await (const chunk of wire.chunks) {
          length += chunk.length;
          if (length === 2 * frame.length) workFor(2 * leastMs);
          else if (length === frame.length + 10) wire.write([Buffer.from([0, 0, 0, 0])], () => undefined);
        }
      };
      void read();
    });
    const client = await RawClient.connect(open.port);
    client.socket.write(Buffer.concat([frame, frame.subarray(0, 10)]));
    await client.frame();
    client.socket.write(frame.subarray(10));
    const { cpuMs, chunks } = await stalled;
    expect(cpuMs).toBeGreaterThan(leastMs);
    expect(Buffer.from(chunks[0]!.bytes).subarray(-frame.length)).toEqual(frame);
    expect(watch.maxMs).toBeGreaterThan(leastMs);
    client.close();
    watch.close();
    await open.close();
  });
});
