// Hostile frames for a listening port: valid requests of every API and version, then cut, stretched, spliced and
// with bytes changed, or plain noise. All of it follows from the seed. Between them an honest client must go on being
// served, which is what shows a crash or a hang. Used by broker.fuzz.test.ts and the soak.
import { type Clock, type Random, seeded } from "@millrace/core";
import { apis } from "../generated/index.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { fuzzBatch, fuzzRequests, fuzzTopic } from "./fuzz-requests.ts";
import { handlers } from "./handlers.ts";
import { RawClient, requestBytes } from "./raw-client.ts";

const framesPerCheck = 1_000;
/** How long one frame may take before its connection is dropped: some of them ask the broker to wait. */
const patienceMs = 150;
const workers = 8;
const honestPatienceMs = 20_000;
const answeredApis = apis.filter(({ key }) => handlers.has(key));

function soundFrame(random: Random): Uint8Array {
  const { name, minVersion, maxVersion } = answeredApis[random.below(answeredApis.length)]!;
  return requestBytes(name, minVersion + random.below(maxVersion - minVersion + 1), fuzzRequests[name], random.below(1000));
}

const withLength = (body: Uint8Array): Uint8Array => {
  const frame = Buffer.alloc(4 + body.length);
  frame.writeInt32BE(body.length);
  frame.set(body, 4);
  return frame;
};

const extremes = [0, 0xff, 0x7f, 0x80, 1];

type Mutation = (frame: Uint8Array, random: Random) => Uint8Array;

const mutations: readonly Mutation[] = [
  (frame) => frame,
  function changeBytes(frame, random) {
    const changed = frame.slice();
    for (let count = 1 + random.below(4); count > 0; count--) {
      const value = random.below(2) === 0 ? random.below(256) : extremes[random.below(extremes.length)]!;
      changed[4 + random.below(frame.length - 4)] = value;
    }
    return changed;
  },
  function overwriteInteger(frame, random) {
    const changed = frame.slice();
    const width = [1, 2, 4, 8][random.below(4)]!;
    const at = 4 + random.below(Math.max(1, frame.length - 4 - width));
    changed.fill(extremes[random.below(extremes.length)]!, at, at + width);
    return changed;
  },
  (frame, random) => withLength(frame.subarray(4, 4 + random.below(frame.length - 4))),
  (frame, random) => withLength(Buffer.concat([frame.subarray(4), Buffer.alloc(random.below(64), random.below(256))])),
  function splice(frame, random) {
    const other = soundFrame(random);
    const [cut, from] = [4 + random.below(frame.length - 4), 4 + random.below(other.length - 4)];
    return withLength(Buffer.concat([frame.subarray(4, cut), other.subarray(from)]));
  },
  (frame, random) => {
    const wrong = Buffer.from(frame);
    wrong.writeInt32BE(random.below(2 ** 32) - 2 ** 31);
    return wrong;
  },
  (_, random) => withLength(Buffer.concat(Array.from({ length: 1 + random.below(8) }, () => random.uuidBytes()))),
];

export function fuzzFrame(random: Random): Uint8Array {
  return mutations[random.below(mutations.length)]!(soundFrame(random), random);
}

export interface FuzzResult {
  readonly frames: number;
  /** Frames after which the connection went on, was closed by the broker, or waited for more. */
  readonly fates: Readonly<Record<Fate, number>>;
  /** Times that an honest client was served in between. */
  readonly checks: number;
}

const within = async <T>(promise: Promise<T>, ms: number, clock: Clock): Promise<T | undefined> =>
  Promise.race([promise, clock.sleep(ms).then(() => undefined)]);

/** Every hostile frame is followed by a sound one: its answer, or the end of the connection, shows that the first was dealt with. */
const sentinelId = 0x7654_3210;
const sentinel = requestBytes("ApiVersions", 0, {}, sentinelId);

type Fate = "answered" | "closed" | "waiting";

async function oneFrame(client: RawClient, random: Random, clock: Clock): Promise<Fate> {
  const frame = fuzzFrame(random);
  const cut = random.below(8) === 0 ? random.below(frame.length) : frame.length;
  client.socket.write(frame.subarray(0, cut));
  client.socket.write(Buffer.concat([frame.subarray(cut), sentinel]));
  const answered = (async (): Promise<Fate> => {
    for (let answer = await client.frame(); answer !== undefined; answer = await client.frame()) {
      if (answer.length >= 4 && Buffer.from(answer.buffer, answer.byteOffset).readInt32BE() === sentinelId) return "answered";
    }
    return "closed";
  })();
  return (await within(answered, patienceMs, clock)) ?? "waiting";
}

async function honest(port: number): Promise<void> {
  const client = await RawClient.connect(port);
  const configs: [] = [];
  const topics = [{ name: fuzzTopic, partitions: 1, replicationFactor: 1, assignments: [], configs }];
  await client.request("CreateTopics", 7, { topics, timeoutMs: 1000, validateOnly: false });
  const answer = await client.request("Produce", 9, fuzzRequests.Produce);
  const { baseOffset, errorCode } = answer.responses[0]!.partitions[0]!;
  if (errorCode !== 0) throw new Error(`an honest client was refused with error ${errorCode}`);
  const partitions = [{ index: 0, fetchOffset: baseOffset, maxBytes: 1 << 20 }];
  const fetched = await client.request("Fetch", 11, {
    ...fuzzRequests.Fetch,
    topics: [{ name: fuzzTopic, topicId: zeroUuid, partitions }],
  });
  if (fetched.responses[0]!.partitions[0]!.records!.length < fuzzBatch.length)
    throw new Error("an honest client did not get its record back");
  client.close();
}

export interface FuzzOptions {
  readonly port: number;
  readonly frames: number;
  readonly seed: number;
  readonly clock: Clock;
  readonly progress?: (sent: number) => void;
}

async function work({ port, seed, clock }: FuzzOptions, worker: number, fates: Record<Fate, number>, more: () => boolean): Promise<void> {
  const random = seeded(seed * 1_000 + worker);
  let client = await RawClient.connect(port);
  while (more()) {
    const fate = await oneFrame(client, random, clock);
    fates[fate]++;
    if (fate === "answered") continue;
    client.close();
    client = await RawClient.connect(port);
  }
  client.close();
}

/** Throws when an honest client is not served as it should be. */
export async function fuzzPort(options: FuzzOptions): Promise<FuzzResult> {
  const { port, frames, seed, clock, progress } = options;
  const fates: Record<Fate, number> = { answered: 0, closed: 0, waiting: 0 };
  let [sent, checks] = [0, 0];
  while (sent < frames) {
    let left = Math.min(framesPerCheck, frames - sent);
    sent += left;
    await Promise.all(
      Array.from({ length: workers }, (_, worker) => work({ ...options, seed: seed + checks }, worker, fates, () => left-- > 0)),
    );
    const served = await within(
      honest(port).then(() => true),
      honestPatienceMs,
      clock,
    );
    if (served === undefined) throw new Error(`an honest client was not served after ${sent} frames of seed ${seed}`);
    checks++;
    progress?.(sent);
  }
  return { frames: sent, fates, checks };
}
