// The catalog as a script or a set of pipeline files would leave it: what is there, with changes laid over it. The
// binder reads it; nothing is done before everything was bound.
import type { Catalog, CatalogEntry } from "@millrace/sql";

export class StagedCatalog implements Catalog {
  readonly #base: ReadonlyMap<string, CatalogEntry>;
  readonly #topics: () => readonly string[];
  /** null: dropped. */
  readonly changes = new Map<string, CatalogEntry | null>();

  constructor(base: ReadonlyMap<string, CatalogEntry>, topics: () => readonly string[]) {
    this.#base = base;
    this.#topics = topics;
  }

  entry(name: string): CatalogEntry | undefined {
    const changed = this.changes.get(name);
    return changed === null ? undefined : (changed ?? this.#base.get(name));
  }

  names(): readonly string[] {
    return [...new Set([...this.#base.keys(), ...this.changes.keys()])].filter((name) => this.entry(name) !== undefined);
  }

  topics(): readonly string[] {
    return this.#topics();
  }

  put(entry: CatalogEntry): void {
    this.changes.set(entry.name, entry);
  }

  drop(name: string): void {
    this.changes.set(name, null);
  }

  entries(): Map<string, CatalogEntry> {
    const all = new Map(this.#base);
    for (const [name, entry] of this.changes) {
      if (entry === null) all.delete(name);
      else all.set(name, entry);
    }
    return all;
  }
}
