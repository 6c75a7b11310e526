export { SimulatedCrash, SimulatedDisk, type DiskFaults } from "./disk.ts";
export { openMemoryLog, type MemoryLogOptions } from "./memory-log.ts";
export { SimulatedStore } from "./object-store.ts";
