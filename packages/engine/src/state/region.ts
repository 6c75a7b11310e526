// State is bytes. An operator's hash tables, rows, strings and timers live in regions: growable memory that is
// written to checkpoints by 64 KiB page, and only the pages that changed since the last one.

export const pageBytes = 65_536;
export const pageShift = 16;

export interface Region {
  readonly name: string;
  /** Zero-filled when new. Replaced by `grow`: take views again after it. Length is a multiple of `pageBytes`. */
  readonly buffer: ArrayBuffer;
  /** One byte a page: 1 = changed since the last checkpoint. Set it on every write: `dirty[byteOffset >> pageShift] = 1`. */
  readonly dirty: Uint8Array;
  /** At least `bytes` long afterwards; what was there stays. */
  grow(bytes: number): void;
  /** Back to one zeroed page. */
  clear(): void;
}

/** The regions of one operator. Names are the operator's own; a scope may be nested by an operator made of parts. */
export interface StateScope {
  /** The region of this name: with the restored bytes after a restart, else new with one zeroed page. */
  region(name: string): Region;
  scope(name: string): StateScope;
  /** Frees a region (a dropped window pane). */
  drop(name: string): void;
  /** Names of regions that exist, also restored ones that were not asked for yet, in order of name. */
  names(): readonly string[];
}
