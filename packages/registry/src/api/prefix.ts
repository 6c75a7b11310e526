// `subjectPrefix` of lists: `orders` is of the default context alone, `:.staging:orders` of another, `:*:` of all of them.
import { defaultContext, subjectName } from "../name.ts";

export function startsWith(full: string, prefix: string | undefined, outer: string | undefined): boolean {
  const { context, subject } = subjectName(full);
  if (prefix === undefined || prefix === "") return outer === undefined || context === outer;
  if (prefix.startsWith(":*:")) return subject.startsWith(prefix.slice(3));
  const wanted = subjectName(prefix, outer ?? defaultContext);
  return context === wanted.context && subject.startsWith(wanted.subject);
}
