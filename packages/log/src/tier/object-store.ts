// The port to an object store: all that tiering needs of one. Adapters: folder-store.ts, s3-store.ts. Keys use "/".

export interface ObjectStore {
  /** Where it is, for messages; without secrets. */
  readonly name: string;
  /** Makes or replaces an object. What was not acknowledged may be there, in part, later, or never. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** At most `length` bytes from `from` on, fewer only at the end of the object; undefined when there is no such object. */
  get(key: string, from: number, length: number): Promise<Uint8Array | undefined>;
  /** What is not there is deleted already. */
  delete(key: string): Promise<void>;
  /** A page of the keys that begin with `prefix`; `next` asks for the following page. */
  list(prefix: string, next?: string): Promise<ObjectPage>;
}

export interface ObjectPage {
  readonly keys: readonly string[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}
