// A closed segment in the object store: several objects under one name that is never used twice (a delayed call for an
// earlier try cannot touch a later one). `<name>/0`, `<name>/1` … are pieces of the file, `<name>/index` its indexes.
import { logErrors } from "../errors.ts";
import type { Segment } from "../partition/segment.ts";
import { SparseIndex } from "../partition/sparse-index.ts";
import type { Topic } from "../topic/topic.ts";

export interface RemoteSegment {
  readonly name: string;
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly bytes: number;
  readonly partBytes: number;
  readonly indexBytes: number;
  /** Of all bytes of the segment's file. */
  readonly checksum: number;
  readonly maxTimestampMs: number;
  readonly maxTimestampOffset: number;
  /** Null: no transaction was aborted in it. */
  readonly abortedFrom: number | null;
  readonly bornMs: number;
  /** It was compacted before its topic was tiered. */
  readonly sealed: boolean;
}

export const folderOfTopic = (clusterId: string, { name, id }: Topic): string => `${clusterId}/${name}-${Buffer.from(id).toString("hex")}`;
export const partKey = (name: string, part: number): string => `${name}/${part}`;
export const indexKey = (name: string): string => `${name}/index`;
/** The name that a key belongs to. */
export const nameOfKey = (key: string): string => key.slice(0, key.lastIndexOf("/"));

export function keysOf({ name, bytes, partBytes }: RemoteSegment): string[] {
  const parts = Array.from({ length: Math.ceil(bytes / partBytes) }, (_, part) => partKey(name, part));
  return [...parts, indexKey(name)];
}

const lengthsBytes = 12;

/** The three files of an index as one object, their lengths in front. */
export function encodeIndex(segment: Segment, index: SparseIndex): Uint8Array {
  const { offsets, times, aborted } = index.encode(segment.summary());
  const lengths = new DataView(new ArrayBuffer(lengthsBytes));
  for (const [at, { length }] of [offsets, times, aborted].entries()) lengths.setUint32(4 * at, length);
  return Buffer.concat([new Uint8Array(lengths.buffer), offsets, times, aborted]);
}

export function decodeIndex(remote: RemoteSegment, bytes: Uint8Array | undefined): SparseIndex {
  const { name, baseOffset, nextOffset, indexBytes } = remote;
  if (bytes?.length !== indexBytes) throw logErrors.corrupt(indexKey(name), 0, bytes ? "it has another length" : "the object is missing");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = lengthsBytes;
  const [offsets, times, aborted] = [0, 4, 8].map((field) => Uint8Array.from(bytes.subarray(at, (at += view.getUint32(field)))));
  const decoded = SparseIndex.decode(baseOffset, { offsets: offsets!, times: times!, aborted: aborted! });
  if (decoded === undefined) throw logErrors.corrupt(indexKey(name), 0, "its checksum is wrong");
  // What is aborted stands nowhere else: the index of another segment would show records that do not count.
  const { summary } = decoded;
  if (summary.nextOffset !== nextOffset || summary.bytes !== remote.bytes)
    throw logErrors.corrupt(indexKey(name), 0, "it belongs to another segment");
  return decoded.index;
}
