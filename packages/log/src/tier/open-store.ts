// Which object store, in options.
import type { Disk } from "../disk/disk.ts";
import { FolderStore } from "./folder-store.ts";
import type { ObjectStore } from "./object-store.ts";
import { S3Store, type S3Options } from "./s3-store.ts";

export type TierOptions = { readonly kind: "folder"; readonly path: string } | ({ readonly kind: "s3" } & S3Options);

export function openStore(options: TierOptions | ObjectStore, disk: Disk): ObjectStore {
  if (!("kind" in options)) return options;
  return options.kind === "folder" ? new FolderStore(disk, options.path.replace(/\/+$/, "")) : new S3Store(options);
}
