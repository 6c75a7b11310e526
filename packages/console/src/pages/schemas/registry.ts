// What the pages ask of the schema registry, by Confluent's REST API.
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { get, type ApiError } from "../../api/http.ts";

export interface SchemaVersion {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  /** Left out for Avro. */
  readonly schemaType?: string;
  readonly schema: string;
  readonly references?: readonly { readonly name: string; readonly subject: string; readonly version: number }[];
}

export const typeOf = ({ schemaType }: SchemaVersion): string => schemaType ?? "AVRO";
export const versionsPath = (subject: string): string => `/subjects/${encodeURIComponent(subject)}/versions`;
const everyMs = 5_000;

const asked = <T>(path: string, ask: () => Promise<T> = () => get<T>(path)): UseQueryResult<T, ApiError> =>
  useQuery<T, ApiError>({ queryKey: ["schemas", path], queryFn: ask, refetchInterval: everyMs, retry: false });

/** The newest version of every subject; one answer holds only so many. */
async function newestOfAll(): Promise<SchemaVersion[]> {
  const schemas: SchemaVersion[] = [];
  for (;;) {
    const more = await get<readonly SchemaVersion[]>(`/schemas?latestOnly=true&offset=${schemas.length}`);
    if (more.length === 0) return schemas;
    schemas.push(...more);
  }
}

export const useSubjects = (): UseQueryResult<readonly SchemaVersion[], ApiError> => asked("newest", newestOfAll);
export const useVersions = (subject: string): UseQueryResult<readonly number[], ApiError> => asked(versionsPath(subject));
export const useVersion = (subject: string, version: number | "latest"): UseQueryResult<SchemaVersion, ApiError> =>
  asked(`${versionsPath(subject)}/${version}`);
export const useReferencedBy = (subject: string, version: number): UseQueryResult<readonly number[], ApiError> =>
  asked(`${versionsPath(subject)}/${version}/referencedby`);
export const useLevel = (subject: string): UseQueryResult<{ readonly compatibilityLevel: string }, ApiError> =>
  asked(`/config/${encodeURIComponent(subject)}?defaultToGlobal=true`);

/** As people write it: Avro and JSON in lines, Protobuf as it is. */
export function readable(schema: SchemaVersion): string {
  if (typeOf(schema) === "PROTOBUF") return schema.schema.trimEnd();
  try {
    return JSON.stringify(JSON.parse(schema.schema), null, 2);
  } catch {
    return schema.schema;
  }
}

const levels: Readonly<Record<string, string>> = {
  NONE: "any schema may follow",
  BACKWARD: "new readers can read the last version's data",
  BACKWARD_TRANSITIVE: "new readers can read all earlier data",
  FORWARD: "readers of the last version can read new data",
  FORWARD_TRANSITIVE: "readers of all earlier versions can read new data",
  FULL: "both ways with the last version",
  FULL_TRANSITIVE: "both ways with all earlier versions",
};

export const levelNames = Object.keys(levels);
export const levelWords = (level: string): string => levels[level] ?? "";
