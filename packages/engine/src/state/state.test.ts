// Heap, key table and ordered tree against plain maps and sorted arrays, with the dirty pages checked the way a
// checkpoint uses them: a copy that takes only dirty pages must stay equal to the region.
import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { hashBytes } from "./hash.ts";
import { BlockKind, Heap } from "./heap.ts";
import { KeyTable, keyHeaderWords } from "./key-table.ts";
import { createState } from "./memory.ts";
import type { RootState } from "./memory.ts";
import { OrderedTree } from "./ordered-tree.ts";
import { pageBytes } from "./region.ts";
import { RowBuffer } from "./row-codec.ts";

/** What a checkpoint would hold: pages are copied when they are dirty, and only then. */
class Checkpoint {
  #bytes = new Uint8Array(0);

  take(state: RootState): void {
    for (const { buffer, dirty } of state.regions()) {
      const next = new Uint8Array(buffer.byteLength);
      next.set(this.#bytes.subarray(0, next.length));
      for (let page = 0; page < dirty.length; page++)
        if (dirty[page] === 1) next.set(new Uint8Array(buffer, page * pageBytes, pageBytes), page * pageBytes);
      this.#bytes = next;
    }
    state.clean();
  }

  restored(): RootState {
    const state = createState();
    state.restore("x", this.#bytes);
    return state;
  }
}

describe("heap", () => {
  it("gives freed blocks out again, zeroed, and one page when all are free", () => {
    const heap = new Heap(createState().region("x"));
    const blocks = Array.from({ length: 3000 }, (_, index) => heap.allocate(2 + (index % 50), BlockKind.value));
    heap.f64[blocks[1]! + 1] = 5;
    const top = heap.region.buffer.byteLength;
    expect(top).toBeGreaterThan(pageBytes);
    heap.free(blocks[1]!);
    const again = heap.allocate(3, BlockKind.value);
    expect(again).toBe(blocks[1]);
    expect(heap.f64[again + 1]).toBe(0);
    heap.setNumber(3, 42);
    for (const block of blocks) heap.free(block);
    expect(heap.liveWords).toBe(0);
    expect(heap.region.buffer.byteLength).toBe(pageBytes);
    expect(heap.number(3)).toBe(42);
  });

  it("takes blocks of every size", () => {
    const heap = new Heap(createState().region("x"));
    for (const words of [2, 31, 32, 33, 40, 41, 63, 64, 65, 1000, 8192, 8193, 200_000]) {
      const at = heap.allocate(words, BlockKind.value);
      expect(heap.words(at)).toBeGreaterThanOrEqual(words);
      expect(heap.words(at)).toBeLessThanOrEqual(Math.max(words, words * 1.26));
      heap.free(at);
      expect(heap.liveWords).toBe(0);
    }
  });

  it("meets fresh blocks in the order of creation", () => {
    const heap = new Heap(createState().region("x"));
    const first = heap.allocate(4, BlockKind.value);
    const second = heap.allocate(4, BlockKind.group, true);
    heap.free(first);
    const third = heap.allocate(4, BlockKind.group, true);
    const seen: number[] = [];
    heap.walk(BlockKind.group, (at) => seen.push(at));
    expect(seen).toEqual([second, third]);
  });
});

describe("key table", () => {
  it("is a map, before and after every checkpoint", () => {
    const random = seeded(11);
    const checkpoint = new Checkpoint();
    let state = createState();
    let table = new KeyTable(new Heap(state.region("x")), BlockKind.group, 1);
    const model = new Map<string, number>();
    const encoder = new TextEncoder();
    for (let step = 1; step <= 6000; step++) {
      const text = "k".repeat(random.below(30)) + String(random.below(700));
      const owner = random.below(2);
      const key = `${owner}:${text}`;
      const bytes = encoder.encode(text);
      const hash = hashBytes(bytes, 0, bytes.length);
      const found = table.find(hash, owner, bytes, 0, bytes.length);
      expect(found === 0 ? undefined : table.heap.f64[found + keyHeaderWords]).toBe(model.get(key));
      if (found !== 0 && random.below(2) === 0) {
        table.remove(found);
        model.delete(key);
      } else {
        const at = table.findOrInsert(hash, owner, bytes, 0, bytes.length);
        table.heap.f64[at + keyHeaderWords] = step;
        table.touch(at);
        model.set(key, step);
      }
      expect(table.size).toBe(model.size);
      if (step % 500 !== 0) continue;
      checkpoint.take(state);
      state = checkpoint.restored();
      table = new KeyTable(new Heap(state.region("x")), BlockKind.group, 1);
    }
  });

  it("survives keys of one hash", () => {
    const table = new KeyTable(new Heap(createState().region("x")), BlockKind.group, 1);
    const keys = Array.from({ length: 40 }, (_, index) => Uint8Array.of(index));
    const blocks = keys.map((key) => table.insert(7, 0, key, 0, 1));
    for (let index = 0; index < 40; index += 3) table.remove(blocks[index]!);
    for (const [index, key] of keys.entries()) expect(table.find(7, 0, key, 0, 1)).toBe(index % 3 === 0 ? 0 : blocks[index]);
  });
});

describe("ordered tree", () => {
  it("is a sorted array, before and after every checkpoint", () => {
    const random = seeded(5);
    const checkpoint = new Checkpoint();
    let state = createState();
    let heap = new Heap(state.region("x"));
    let tree = new OrderedTree(heap);
    const order = new RowBuffer();
    let model: { key: number; sequence: number }[] = [];
    let root = 0;
    for (let step = 1; step <= 3000; step++) {
      const key = random.below(40);
      order.length = 0;
      order.bytes[order.reserve(1)] = key;
      if (model.length > 0 && random.below(5) < 2) {
        const at = random.below(model.length);
        const node = tree.at(root, at + 1);
        root = tree.remove(root, node);
        tree.free(node);
        model.splice(at, 1);
      } else {
        expect(tree.rank(root, order, step)).toBe(model.filter((entry) => entry.key <= key).length + 1);
        root = tree.insert(root, tree.create(order, step, Uint8Array.of(key), 0, 1));
        model = [...model, { key, sequence: step }].sort((left, right) => left.key - right.key || left.sequence - right.sequence);
      }
      expect(tree.size(root)).toBe(model.length);
      if (step % 100 !== 0) continue;
      const seen = model
        .map((_, index) => tree.at(root, index + 1))
        .map((node) => ({ key: heap.u8[tree.payloadOffset(node)], sequence: tree.sequence(node) }));
      expect(seen).toEqual(model);
      heap.setNumber(0, root);
      checkpoint.take(state);
      state = checkpoint.restored();
      heap = new Heap(state.region("x"));
      tree = new OrderedTree(heap);
      root = heap.number(0);
    }
  });
});
