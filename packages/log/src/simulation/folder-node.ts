// A folder of the simulated disk. Its entries are durable when the folder was synced; of the changes since, a crash
// keeps the first few (a journaling file system writes the changes of one folder in order).
import type { Random } from "@millrace/core";
import type { FileNode } from "./file-node.ts";

export type Node = FileNode | FolderNode;

type Change = (entries: Map<string, Node>) => void;

export class FolderNode {
  readonly kind = "folder";
  entries = new Map<string, Node>();
  #kept = new Map<string, Node>();
  #changes: Change[] = [];

  set(name: string, node: Node): void {
    this.#change((entries) => entries.set(name, node));
  }

  delete(name: string): void {
    this.#change((entries) => entries.delete(name));
  }

  rename(from: string, to: string, node: Node): void {
    this.#change((entries) => {
      entries.delete(from);
      entries.set(to, node);
    });
  }

  #change(change: Change): void {
    change(this.entries);
    this.#changes.push(change);
  }

  sync(): void {
    this.#kept = new Map(this.entries);
    this.#changes = [];
  }

  crash(random: Random): void {
    const survive = random.below(this.#changes.length + 1);
    for (const change of this.#changes.slice(0, survive)) change(this.#kept);
    this.#changes = [];
    this.entries = new Map(this.#kept);
    for (const node of this.entries.values()) node.crash(random);
  }
}
