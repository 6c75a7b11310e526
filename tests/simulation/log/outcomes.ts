// What an operation on a failing disk may answer.

export const codeOf = (thrown: unknown): string | undefined => (thrown as { code?: string } | undefined)?.code;
/** What may end a life: the power went, or the log stopped because its disk failed. */
export const endsLife = (thrown: unknown): boolean => {
  const code = codeOf(thrown);
  return code === "ECRASH" || code === "log.stopped" || code === "EIO";
};

/** Undefined when the disk was full. */
export async function allowFull<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (thrown) {
    if (codeOf(thrown) === "log.disk-full") return undefined;
    throw thrown;
  }
}
