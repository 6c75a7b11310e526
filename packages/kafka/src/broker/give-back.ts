// Memory given back at once. Left to the garbage collector, megabytes outside its heap make it run again and again: half
// of what a busy producer costs.
const leastBytes = 16 * 1024;

/** The buffer behind `bytes`, all of which nobody else holds; small ones are not worth it. */
export function giveBack(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength >= leastBytes) bytes.buffer.transfer(0);
}
