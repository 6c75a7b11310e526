// What bytes on the wire can have wrong, beyond ending early (core.bytes-end).
import { defineErrors } from "@millrace/core";

export const protocolErrors = defineErrors("kafka", {
  lengthNegative: { message: (length: number) => `a length of ${length} stands where a value is required` },
  arrayLong: { message: (count: number, room: number) => `an array says ${count} elements where at most ${room} fit` },
  elementsMany: {
    message: (most: number) => `a request lists more than ${most} topics, partitions or other things in all`,
    hint: "ask in several requests",
  },
  tagSize: { message: (tag: number, size: number, read: number) => `tagged field ${tag} says ${size} bytes but holds ${read}` },
  requestUnsupported: { message: (key: number, version: number) => `API key ${key} version ${version} is not known` },
});
