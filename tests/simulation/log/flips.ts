// Flips bits of a log that was closed cleanly: it must then either refuse with `log.corrupt` or read back the very same
// bytes.
import { seeded } from "@millrace/core";
import { codeOf } from "./outcomes.ts";
import type { Run } from "./run.ts";

export async function flipBits(run: Run): Promise<void> {
  const random = seeded(run.history.seed ^ 0xf11b);
  for (let left = run.history.flips; left > 0; left--) {
    const files = run.disk.files().filter(({ sizeBytes }) => sizeBytes > 0);
    const file = files[random.below(files.length)];
    if (file === undefined) return;
    const position = random.below(file.sizeBytes);
    const bit = random.below(8);
    run.disk.flipBit(file.path, position, bit);
    try {
      await run.reopen();
      await run.readAll();
      await run.log.close();
    } catch (thrown) {
      if (codeOf(thrown) !== "log.corrupt")
        throw new Error(`bit ${bit} of byte ${position} of ${file.path} was flipped`, { cause: thrown });
      // Damage is not repaired: nothing more can be learnt from this folder.
      return;
    }
  }
}
