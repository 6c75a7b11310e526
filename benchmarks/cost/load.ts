// The other end of the cost benchmark, a process of its own so that what is measured is the broker alone: prepared
// requests, at most twenty under way. Prints the bytes that came back.
//
//	node load.ts produce PORT TOPIC REQUESTS RECORDS RECORD-BYTES
//	node load.ts fetch PORT TOPIC REQUESTS RECORDS-IN-TOPIC BYTES
//	node load.ts poll PORT TOPIC REQUESTS CONSUMERS WAIT-MS
import { encodeBatch } from "@millrace/log";
import { RawClient, requestBytes } from "@millrace/kafka/raw-client";

const underWay = 20;
const noId = new Uint8Array(16);

async function ask(client: RawClient, requests: readonly Uint8Array[], count: number, together: number): Promise<number> {
  let bytes = 0;
  let sent = 0;
  const send = (): void => void client.socket.write(requests[sent++ % requests.length]!);
  while (sent < Math.min(together, count)) send();
  for (let answered = 0; answered < count; answered++) {
    const frame = await client.frame();
    if (frame === undefined) throw new Error("the broker closed the connection");
    bytes += frame.length;
    if (sent < count) send();
  }
  client.close();
  return bytes;
}

function produceRequest(topic: string, records: number, recordBytes: number): Uint8Array {
  const value = Buffer.alloc(recordBytes, "millrace ");
  const batch = encodeBatch({ records: Array.from({ length: records }, () => ({ value })) });
  const topics = [{ name: topic, topicId: noId, partitions: [{ index: 0, records: batch }] }];
  return requestBytes("Produce", 9, { acks: -1, timeoutMs: 1000, transactionalId: null, topics });
}

function fetchRequest(topic: string, fetchOffset: number, maxBytes: number, maxWaitMs: number): Uint8Array {
  const topics = [{ name: topic, topicId: noId, partitions: [{ index: 0, fetchOffset, maxBytes }] }];
  return requestBytes("Fetch", 12, { maxWaitMs, minBytes: 1, maxBytes, isolationLevel: 0, topics });
}

const [verb, port, topic = "", ...counts] = process.argv.slice(2);
const [requests = 0, many = 0, size = 0] = counts.map(Number);
const connect = (): Promise<RawClient> => RawClient.connect(Number(port));
let bytes: number;
if (verb === "produce") bytes = await ask(await connect(), [produceRequest(topic, many, size)], requests, underWay);
else if (verb === "fetch") {
  // All over the topic, so that no part of it stays in the processor's cache.
  const offsets = Array.from({ length: 64 }, (_, index) => Math.floor((many * 0.9 * index) / 64));
  const fetches = offsets.map((offset) => fetchRequest(topic, offset, size, 0));
  bytes = await ask(await connect(), fetches, requests, 2);
} else {
  const clients = await Promise.all(Array.from({ length: many }, connect));
  const poll = fetchRequest(topic, 0, 1 << 20, size);
  bytes = (await Promise.all(clients.map((client) => ask(client, [poll], requests / many, 1)))).reduce((sum, one) => sum + one, 0);
}
console.log(bytes);
