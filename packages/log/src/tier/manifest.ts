// `remote.json` in a partition's folder: which segments the object store holds. It is the truth: an object that it does not
// name does not count and is deleted; what it names is there, verified. So it is written after an upload was
// verified and before a local copy may go, and again before an object is deleted.
import type { Disk } from "../disk/disk.ts";
import { decodeJson, encodeJson } from "../disk/checked-json.ts";
import { readWhole, replaceWhole } from "../disk/files.ts";
import { logErrors } from "../errors.ts";
import type { Partition } from "../partition/partition.ts";
import { Segment } from "../partition/segment.ts";
import type { RemoteSegment } from "./remote-segment.ts";

const pathIn = (folder: string): string => `${folder}/remote.json`;

export async function readManifest(disk: Disk, folder: string): Promise<readonly RemoteSegment[]> {
  const path = pathIn(folder);
  const bytes = await readWhole(disk, path);
  return bytes === undefined ? [] : (decodeJson(path, bytes) as { segments: RemoteSegment[] }).segments;
}

export async function writeManifest(disk: Disk, folder: string, segments: readonly RemoteSegment[]): Promise<void> {
  await replaceWhole(disk, pathIn(folder), encodeJson({ segments }));
}

export const remoteSegments = (partition: Partition): RemoteSegment[] =>
  partition.segments.flatMap(({ remote }) => (remote === undefined ? [] : [remote]));

/** Joins what the manifest says to the local segments that recovery found. */
export function attachRemote(partition: Partition, manifest: readonly RemoteSegment[]): void {
  const local = partition.segments;
  const byOffset = new Map(local.slice(0, -1).map((segment) => [segment.baseOffset, segment]));
  const onlyRemote: Segment[] = [];
  for (const remote of manifest) {
    const segment = byOffset.get(remote.baseOffset);
    if (segment === undefined) onlyRemote.push(remoteOnly(partition, remote));
    else if (segment.nextOffset === remote.nextOffset && segment.bytes === remote.bytes) segment.remote = remote;
    else throw logErrors.corrupt(pathIn(partition.folder), 0, `${segment.path} is not what it says`);
  }
  const all = [...onlyRemote, ...local];
  for (let index = 0; index < onlyRemote.length; index++) {
    const { nextOffset } = all[index]!;
    const following = all[index + 1]?.baseOffset;
    if (nextOffset !== following)
      throw logErrors.corrupt(pathIn(partition.folder), 0, `after offset ${nextOffset} it goes on at ${following ?? "nothing"}`);
  }
  partition.segments = all;
}

function remoteOnly(partition: Partition, remote: RemoteSegment): Segment {
  const segment = new Segment(partition.folder, remote.baseOffset, remote.bornMs);
  segment.restore({ ...remote, abortedFrom: remote.abortedFrom ?? Number.POSITIVE_INFINITY });
  segment.remote = remote;
  segment.local = false;
  return segment;
}
