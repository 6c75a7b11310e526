// Hostile frames: valid requests of every API and version, as they are, cut, stretched, spliced, doubled, with bytes
// and lengths changed, with arrays as long as a frame can hold, or plain noise. All of it follows from the random
// source that is given.
import type { Random } from "@millrace/core";
import { apis as definitions } from "../../../definitions/index.ts";
import { makeApi } from "../../../scripts/model.ts";
import { apis } from "../../generated/index.ts";
import { zeroUuid } from "../../protocol/primitives.ts";
import { handlers } from "../handlers.ts";
import { type ApiName, requestBytes, type RequestOf } from "../raw-client.ts";
import { hostileBatch } from "./batches.ts";
import { fuzzRequests } from "./requests.ts";
import { ValueMaker } from "./values.ts";

export interface HostileFrame {
  readonly bytes: Uint8Array;
  /** Its length is what it says, so that the next frame begins where the broker looks for it. */
  readonly whole: boolean;
}

const requestOf = new Map(definitions.map((definition) => [definition.key, makeApi(definition).request.root]));
const answeredApis = apis.filter(({ key }) => handlers.has(key));
const headBytes = 8;
/** Nearly always of other topics than those that the rest is about: they would be gone after a moment. */
const deleteTopics = "DeleteTopics";
const deletable = ["made", "a", "b"];
/** One request in so many has an array of up to so many elements. */
const longArrays = { oneIn: 1_500, elementsMost: 2 ** 15 };

export const withLength = (body: Uint8Array): Uint8Array => {
  const frame = Buffer.alloc(4 + body.length);
  frame.writeInt32BE(body.length);
  frame.set(body, 4);
  return frame;
};

const extremes = [0, 0xff, 0x7f, 0x80, 1];

type Mutation = (frame: Uint8Array, random: Random, other: () => Uint8Array) => Uint8Array;

const mutations: readonly Mutation[] = [
  function changeBytes(frame, random) {
    const changed = frame.slice();
    for (let count = 1 + random.below(4); count > 0; count--) {
      const value = random.below(2) === 0 ? random.below(256) : extremes[random.below(extremes.length)]!;
      changed[4 + random.below(frame.length - 4)] = value;
    }
    return changed;
  },
  function flipBit(frame, random) {
    const changed = frame.slice();
    changed[4 + random.below(frame.length - 4)]! ^= 1 << random.below(8);
    return changed;
  },
  function changeOneLength(frame, random) {
    const changed = frame.slice();
    const width = [1, 2, 4, 8][random.below(4)]!;
    const at = headBytes + random.below(Math.max(1, frame.length - headBytes - width));
    changed.fill(extremes[random.below(extremes.length)]!, at, at + width);
    return changed;
  },
  (frame, random) => withLength(frame.subarray(4, 4 + random.below(frame.length - 4))),
  (frame, random) => withLength(Buffer.concat([frame.subarray(4), Buffer.alloc(random.below(64), random.below(256))])),
  function repeatAPart(frame, random) {
    const from = headBytes + random.below(frame.length - headBytes);
    const to = from + random.below(frame.length - from);
    return withLength(Buffer.concat([frame.subarray(4, to), frame.subarray(from)]));
  },
  function splice(frame, random, other) {
    const end = other();
    const [cut, from] = [4 + random.below(frame.length - 4), 4 + random.below(end.length - 4)];
    return withLength(Buffer.concat([frame.subarray(4, cut), end.subarray(from)]));
  },
  function anotherKeyOrVersion(frame, random) {
    const changed = Buffer.from(frame);
    if (random.below(4) === 0) changed.writeInt16BE(random.below(100) - 4, 4);
    else changed.writeInt16BE(changed.readInt16BE(6) + random.below(5) - 2, 6);
    return changed;
  },
  function tagsAtTheEnd(frame, random) {
    const tag = [1, random.below(200), 1 + random.below(4)];
    return withLength(
      Buffer.concat([frame.subarray(4, frame.length - 1), Buffer.from(tag), random.uuidBytes().subarray(0, random.below(8))]),
    );
  },
];

const noise = (random: Random): Uint8Array =>
  withLength(Buffer.concat(Array.from({ length: 1 + random.below(8) }, () => random.uuidBytes())));

function wrongLength(frame: Uint8Array, random: Random): Uint8Array {
  const wrong = Buffer.from(frame);
  const near = frame.length - 4 + random.below(16) - 8;
  wrong.writeInt32BE(random.below(2) === 0 ? near : random.below(2 ** 32) - 2 ** 31);
  return wrong;
}

function spare(request: RequestOf<typeof deleteTopics>, random: Random): void {
  const other = (): string => deletable[random.below(deletable.length)]!;
  const topics = (request.topics ?? []).map(() => ({ name: other(), topicId: zeroUuid }));
  Object.assign(request, { topics, topicNames: (request.topicNames ?? []).map(other) });
}

export class FrameMaker {
  readonly #random: Random;
  readonly #values: ValueMaker;

  constructor(random: Random, topicIds: readonly Uint8Array[] = []) {
    this.#random = random;
    this.#values = new ValueMaker(random, { records: hostileBatch, uuids: topicIds });
  }

  /** A request that the codec can read. Its correlation id shows when it is answered. */
  sound(correlationId: number): Uint8Array {
    const random = this.#random;
    const { key, name, minVersion, maxVersion } = answeredApis[random.below(answeredApis.length)]!;
    const version = minVersion + random.below(maxVersion - minVersion + 1);
    if (random.below(4) === 0) return requestBytes(name, version, fuzzRequests[name], correlationId);
    const many = random.below(longArrays.oneIn) === 0 ? Math.floor(longArrays.elementsMost / 2 ** (9 * random.next())) : 0;
    const value = this.#values.make(requestOf.get(key)!, version, many) as RequestOf<ApiName>;
    if (name === deleteTopics && random.below(64) > 0) spare(value as RequestOf<typeof deleteTopics>, random);
    return requestBytes(name, version, value, correlationId);
  }

  next(correlationId: number): HostileFrame {
    const random = this.#random;
    const frame = this.sound(correlationId);
    if (random.below(2) === 0) return { bytes: frame, whole: true };
    if (random.below(16) === 0) return { bytes: wrongLength(frame, random), whole: false };
    if (random.below(32) === 0) return { bytes: frame.subarray(0, random.below(frame.length)), whole: false };
    return { bytes: random.below(32) === 0 ? noise(random) : this.mutated(frame), whole: true };
  }

  mutated(frame: Uint8Array): Uint8Array {
    const random = this.#random;
    const mutation = mutations[random.below(mutations.length)]!;
    return mutation(frame, random, () => this.sound(0));
  }
}
