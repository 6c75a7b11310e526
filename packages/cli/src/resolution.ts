// How imports of ours are found, without looking: `./x.ts` names its file whole, and a package of ours is the same from
// wherever it is imported. Node would search the disk for each of the two thousand imports of a start: for the file, for
// links on its path, for the package.json above it.
import { registerHooks, type ResolveFnOutput } from "node:module";

const packages = new Map<string, ResolveFnOutput>();

registerHooks({
  resolve(specifier, context, next) {
    if (context.parentURL !== undefined && specifier.startsWith(".") && specifier.endsWith(".ts"))
      return { url: new URL(specifier, context.parentURL).href, format: "module-typescript", shortCircuit: true };
    if (!specifier.startsWith("@millrace/")) return next(specifier, context);
    const known = packages.get(specifier) ?? { ...next(specifier, context), shortCircuit: true };
    packages.set(specifier, known);
    return known;
  },
});
