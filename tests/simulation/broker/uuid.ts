/** No topic id: the name counts. */
export const zeroUuid = new Uint8Array(16);
