// The codec of an API key, with the types of its own request and response.
export function codecOf<const Table extends readonly { readonly key: number }[], Key extends Table[number]["key"]>(
  table: Table,
  key: Key,
): Extract<Table[number], { readonly key: Key }> {
  return table.find((entry) => entry.key === key) as Extract<Table[number], { readonly key: Key }>;
}
