// Ordered rows with ranks: a treap (Seidel & Aragon 1996) whose nodes are blocks of a heap, with subtree sizes.
//
// Order: the node's order bytes (see order-codec.ts), then its sequence number. A root is a block number that the
// caller keeps in a block of its own; 0 is the empty tree. Priorities come from mixing the node's place and a count, so
// the shape is balanced on average; nothing that is seen depends on the shape.
//   words: [header, priority] [left, right] [size, order bytes] [sequence] [payload bytes, –] order … payload …
import { compareBytes, mix } from "./hash.ts";
import { BlockKind } from "./heap.ts";
import type { Heap } from "./heap.ts";
import type { RowBuffer } from "./row-codec.ts";

const headerWords = 5;

export class OrderedTree {
  readonly #heap: Heap;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  size(node: number): number {
    return node === 0 ? 0 : this.#heap.i32[node * 2 + 4]!;
  }

  sequence(node: number): number {
    return this.#heap.f64[node + 3]!;
  }

  orderOffset(node: number): number {
    return (node + headerWords) * 8;
  }

  orderLength(node: number): number {
    return this.#heap.i32[node * 2 + 5]!;
  }

  payloadOffset(node: number): number {
    return (node + headerWords) * 8 + this.#heap.i32[node * 2 + 5]!;
  }

  payloadLength(node: number): number {
    return this.#heap.i32[node * 2 + 8]!;
  }

  /** A node that is in no tree yet. May replace the heap's views. */
  create(order: RowBuffer, sequence: number, payload: Uint8Array, payloadOffset: number, payloadLength: number): number {
    const heap = this.#heap;
    const node = heap.allocate(headerWords + ((order.length + payloadLength + 7) >>> 3), BlockKind.node);
    const { i32, f64, u8 } = heap;
    i32[node * 2 + 1] = mix(node ^ Math.imul(sequence | 0, 0x9e3779b1));
    i32[node * 2 + 4] = 1;
    i32[node * 2 + 5] = order.length;
    f64[node + 3] = sequence;
    i32[node * 2 + 8] = payloadLength;
    const at = (node + headerWords) * 8;
    for (let index = 0; index < order.length; index++) u8[at + index] = order.bytes[index]!;
    u8.set(payload.subarray(payloadOffset, payloadOffset + payloadLength), at + order.length);
    return node;
  }

  free(node: number): void {
    this.#heap.free(node);
  }

  freeAll(root: number): void {
    if (root === 0) return;
    const left = this.#left(root);
    const right = this.#right(root);
    this.freeAll(left);
    this.freeAll(right);
    this.#heap.free(root);
  }

  /** Sign of (node - the key given). */
  #compare(node: number, source: Uint8Array, offset: number, length: number, sequence: number): number {
    const order = compareBytes(this.#heap.u8, this.orderOffset(node), this.orderLength(node), source, offset, length);
    return order === 0 ? this.sequence(node) - sequence : order;
  }

  #left(node: number): number {
    return this.#heap.i32[node * 2 + 2]!;
  }

  #right(node: number): number {
    return this.#heap.i32[node * 2 + 3]!;
  }

  #setChildren(node: number, left: number, right: number): void {
    const { i32 } = this.#heap;
    i32[node * 2 + 2] = left;
    i32[node * 2 + 3] = right;
    i32[node * 2 + 4] = 1 + this.size(left) + this.size(right);
    this.#heap.touch(node, 3);
  }

  /** Puts a new node in; returns the root. */
  insert(root: number, node: number): number {
    if (root === 0) return node;
    const { i32 } = this.#heap;
    const before = this.#compare(root, this.#heap.u8, this.orderOffset(node), this.orderLength(node), this.sequence(node)) > 0;
    if (i32[node * 2 + 1]! > i32[root * 2 + 1]!) {
      this.#split(root, node);
      this.#setChildren(node, this.#splitLeft, this.#splitRight);
      return node;
    }
    if (before) this.#setChildren(root, this.insert(this.#left(root), node), this.#right(root));
    else this.#setChildren(root, this.#left(root), this.insert(this.#right(root), node));
    return root;
  }

  #splitLeft = 0;
  #splitRight = 0;

  /** Cuts a tree at the key of `node` into `#splitLeft` and `#splitRight`. */
  #split(root: number, node: number): void {
    if (root === 0) {
      this.#splitLeft = 0;
      this.#splitRight = 0;
    } else if (this.#compare(root, this.#heap.u8, this.orderOffset(node), this.orderLength(node), this.sequence(node)) > 0) {
      this.#split(this.#left(root), node);
      this.#setChildren(root, this.#splitRight, this.#right(root));
      this.#splitRight = root;
    } else {
      this.#split(this.#right(root), node);
      this.#setChildren(root, this.#left(root), this.#splitLeft);
      this.#splitLeft = root;
    }
  }

  /** Takes a node out (it is not freed); returns the root. */
  remove(root: number, node: number): number {
    if (root === node) return this.#join(this.#left(node), this.#right(node));
    const before = this.#compare(root, this.#heap.u8, this.orderOffset(node), this.orderLength(node), this.sequence(node)) > 0;
    if (before) this.#setChildren(root, this.remove(this.#left(root), node), this.#right(root));
    else this.#setChildren(root, this.#left(root), this.remove(this.#right(root), node));
    return root;
  }

  #join(left: number, right: number): number {
    if (left === 0) return right;
    if (right === 0) return left;
    if (this.#heap.i32[left * 2 + 1]! > this.#heap.i32[right * 2 + 1]!) {
      this.#setChildren(left, this.#left(left), this.#join(this.#right(left), right));
      return left;
    }
    this.#setChildren(right, this.#join(left, this.#left(right)), this.#right(right));
    return right;
  }

  /** The node of a rank that counts from 1; 0 when the tree is smaller. */
  at(root: number, rank: number): number {
    let node = root;
    let left = rank;
    while (node !== 0) {
      const before = this.size(this.#left(node));
      if (left === before + 1) return node;
      if (left <= before) node = this.#left(node);
      else {
        left -= before + 1;
        node = this.#right(node);
      }
    }
    return 0;
  }

  /** The rank, from 1, that a row of this key has or would have: rows before it plus one. */
  rank(root: number, order: RowBuffer, sequence: number): number {
    let rank = 1;
    let node = root;
    while (node !== 0) {
      if (this.#compare(node, order.bytes, 0, order.length, sequence) < 0) {
        rank += this.size(this.#left(node)) + 1;
        node = this.#right(node);
      } else node = this.#left(node);
    }
    return rank;
  }

  /** Whether a node has exactly these order bytes. */
  sameOrder(node: number, order: RowBuffer): boolean {
    return compareBytes(this.#heap.u8, this.orderOffset(node), this.orderLength(node), order.bytes, 0, order.length) === 0;
  }
}
