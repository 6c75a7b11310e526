// Random requests of an API and version, made from its definition: whatever the version can carry, with names and
// numbers that mostly mean something to the broker that is fuzzed, some that never should, and arrays of any length.
import type { Random } from "@millrace/core";
import { type Field, includes, type Struct } from "../../../scripts/model.ts";
import { isTaggedStruct, scalarValue, type Value } from "../../../scripts/random-values.ts";
import { fuzzTopic } from "./requests.ts";

/** Where strings come from by what their field is called; the first that fits. */
const wordsOf: readonly (readonly [field: RegExp, words: readonly string[]])[] = [
  [/transactional/i, ["t", "u", "v"]],
  [/^(match|entityName)$/, ["a", "some", "nobody"]],
  [/entityType/, ["user", "client-id"]],
  [/group|^key$|coordinatorKeys/i, ["g", "h", "n", "producer_byte_rate", "retention.ms"]],
  [/principal/i, ["User:a", "User:*", "User:some", "User", ""]],
  [/host/i, ["*", "127.0.0.1", "::1"]],
  [/mechanism/, ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"]],
  [/member|instance/i, ["m", "k", ""]],
  [/protocolType/, ["consumer", ""]],
  [/protocol|assignor/i, ["range", "uniform", "cooperative-sticky"]],
  [/regex/i, ["fuzz.*", "(a+)+$", "[", "(?:".repeat(50), ".*"]],
  [/state|type/i, ["Stable", "Ongoing", "classic", "consumer"]],
  [/feature/i, ["group.version", "transaction.version"]],
  [/value|config/i, ["1", "-1", "compact", "retention.ms", "cleanup.policy", "segment.bytes", "true"]],
  [/name|topic|resource/i, [fuzzTopic, "made", "compacted", "wide", "retention.ms", "a", "b", "__consumer_offsets", "__millrace_security"]],
];

export interface Pools {
  readonly records: (random: Random) => Uint8Array;
  /** Of topics that are there. */
  readonly uuids: readonly Uint8Array[];
}

const pick = <T>(from: readonly T[], random: Random): T => from[random.below(from.length)]!;

export class ValueMaker {
  readonly #random: Random;
  readonly #pools: Pools;
  /** Elements that one array of the request is yet to get. */
  #many = 0;

  constructor(random: Random, pools: Pools) {
    this.#random = random;
    this.#pools = pools;
  }

  /** `many`: elements of one of its arrays, if it has any. */
  make(struct: Struct, version: number, many = 0): Value {
    this.#many = many;
    return this.#struct(struct, version);
  }

  #struct(struct: Struct, version: number): Value {
    const value: Value = {};
    for (const field of struct.fields) value[field.name] = this.#field(field, version);
    return value;
  }

  #field(field: Field, version: number): unknown {
    const random = this.#random;
    const nullable = includes(field.nullable, version) || isTaggedStruct(field);
    if (nullable && this.#many === 0 && random.below(4) === 0) return null;
    if (!field.array) return this.#one(field, version);
    let length = random.below(8) === 0 ? random.below(16) : random.below(3);
    // The outermost array or one within its first element.
    const here = this.#many > 0 && includes(field.versions, version) && (random.below(2) === 0 || field.scalar !== undefined);
    if (here) {
      length = this.#many;
      this.#many = 0;
    } else if (this.#many > 0) length = Math.max(1, length);
    const distinct = here && random.below(2) === 0;
    return Array.from({ length }, (_, index) => {
      const element = this.#one(field, version);
      return distinct ? numbered(element, index) : element;
    });
  }

  #one(field: Field, version: number): unknown {
    const random = this.#random;
    const { struct, scalar, name } = field;
    if (struct !== undefined) return this.#struct(struct, version);
    if (scalar === "string") {
      const words = random.below(8) === 0 ? undefined : wordsOf.find(([pattern]) => pattern.test(name));
      return words === undefined ? scalarValue("string", random) : pick(words[1], random);
    }
    if (scalar === "records") return this.#pools.records(random);
    if (scalar === "bytes" && random.below(8) === 0) return this.#pools.records(random);
    if (scalar === "uuid" && random.below(4) > 0 && this.#pools.uuids.length > 0) return pick(this.#pools.uuids, random);
    const isInteger = scalar === "int8" || scalar === "int16" || scalar === "int32" || scalar === "int64";
    return isInteger && random.below(8) > 0 ? random.below(5) - 1 : scalarValue(scalar!, random);
  }
}

/** The element with a name that no other has, where it has a name. */
function numbered(element: unknown, index: number): unknown {
  if (typeof element === "string") return `n${index}`;
  if (typeof element === "number") return index;
  if (element === null || typeof element !== "object" || element instanceof Uint8Array) return element;
  const value = element as Value;
  const name = Object.keys(value).find((key) => typeof value[key] === "string");
  return name === undefined ? value : { ...value, [name]: `n${index}` };
}
