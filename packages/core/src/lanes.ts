/**
 * Takes every item, in order, at most `lanes` of them at once. After a failure no further item is begun; what was begun
 * is finished, and then the first failure is thrown.
 */
export async function inLanes<T>(items: Iterable<T>, lanes: number, take: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true && failures.length === 0; next = rest.next()) {
      try {
        await take(next.value);
      } catch (thrown) {
        failures.push(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures[0];
}
