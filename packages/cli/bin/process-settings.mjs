// What a process that runs for weeks is started with, beside Node's own choice.

/**
 * V8 would let the young generation grow to 3 × 16 MiB before it collects. It has its size from the beginning, since a
 * start that lets it grow collects thirty times on the way.
 */
export const processFlags = ["--min-semi-space-size=2", "--max-semi-space-size=2"];

export const processEnvironment = {
  // glibc otherwise keeps an arena a thread and holds freed buffers of up to 32 MiB: with many short-lived megabyte
  // buffers that is a hundred MB of nothing.
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "131072",
  MALLOC_TRIM_THRESHOLD_: "131072",
  // Large buffers in pages of 2 MiB: touching new memory costs a sixth, copying a third.
  GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
};
