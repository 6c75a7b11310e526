// State held in memory: regions with one dirty byte a page. The job writes the dirty pages of `regions()` to a
// checkpoint and clears them; `restore` puts pages back before operators are made.
import { assert } from "@millrace/core";
import { pageBytes } from "./region.ts";
import type { Region, StateScope } from "./region.ts";

export interface NamedRegion {
  /** Scope names and the region's name, joined by `/`. */
  readonly path: string;
  readonly buffer: ArrayBuffer;
  readonly dirty: Uint8Array;
}

export interface RootState extends StateScope {
  /** Every region, in order of path. */
  regions(): Iterable<NamedRegion>;
  /** Puts a region back as it was; its pages count as clean. Only before an operator asked for it. */
  restore(path: string, bytes: Uint8Array): void;
  /** All pages count as clean: after a checkpoint has copied the dirty ones. */
  clean(): void;
  readonly bytes: number;
}

class MemoryRegion implements Region {
  readonly name: string;
  buffer: ArrayBuffer;
  dirty: Uint8Array;

  constructor(name: string, bytes: number) {
    this.name = name;
    const pages = Math.max(1, Math.ceil(bytes / pageBytes));
    this.buffer = new ArrayBuffer(pages * pageBytes);
    // A new region may stand where a dropped one stood: all of it must be written.
    this.dirty = new Uint8Array(pages).fill(1);
  }

  grow(bytes: number): void {
    const pages = Math.ceil(bytes / pageBytes);
    const before = this.dirty.length;
    if (pages <= before) return;
    this.buffer = this.buffer.transfer(pages * pageBytes);
    const dirty = new Uint8Array(pages).fill(1, before);
    dirty.set(this.dirty);
    this.dirty = dirty;
  }

  clear(): void {
    this.buffer = new ArrayBuffer(pageBytes);
    this.dirty = new Uint8Array(1).fill(1);
  }
}

class MemoryScope implements StateScope {
  readonly #regions: Map<string, MemoryRegion>;
  readonly #prefix: string;

  constructor(regions: Map<string, MemoryRegion>, prefix: string) {
    this.#regions = regions;
    this.#prefix = prefix;
  }

  region(name: string): Region {
    const path = this.#prefix + name;
    let region = this.#regions.get(path);
    if (region === undefined) {
      region = new MemoryRegion(name, pageBytes);
      this.#regions.set(path, region);
    }
    return region;
  }

  scope(name: string): StateScope {
    return new MemoryScope(this.#regions, `${this.#prefix}${name}/`);
  }

  drop(name: string): void {
    this.#regions.delete(this.#prefix + name);
  }

  names(): readonly string[] {
    const names: string[] = [];
    for (const path of this.#regions.keys()) {
      if (!path.startsWith(this.#prefix)) continue;
      const name = path.slice(this.#prefix.length);
      if (!name.includes("/")) names.push(name);
    }
    return names.sort();
  }
}

class MemoryState extends MemoryScope implements RootState {
  readonly #regions: Map<string, MemoryRegion>;

  constructor() {
    const regions = new Map<string, MemoryRegion>();
    super(regions, "");
    this.#regions = regions;
  }

  regions(): Iterable<NamedRegion> {
    return [...this.#regions.entries()]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([path, region]) => ({ path, buffer: region.buffer, dirty: region.dirty }));
  }

  restore(path: string, bytes: Uint8Array): void {
    assert(!this.#regions.has(path), "a region is restored once, before it is used");
    const region = new MemoryRegion(path.slice(path.lastIndexOf("/") + 1), bytes.length);
    new Uint8Array(region.buffer).set(bytes);
    region.dirty.fill(0);
    this.#regions.set(path, region);
  }

  clean(): void {
    for (const region of this.#regions.values()) region.dirty.fill(0);
  }

  get bytes(): number {
    let total = 0;
    for (const region of this.#regions.values()) total += region.buffer.byteLength;
    return total;
  }
}

export const createState = (): RootState => new MemoryState();

/** A region that no checkpoint sees: for results that are put together and thrown away within one call. */
export const createScratch = (name: string): Region => new MemoryRegion(name, pageBytes);
