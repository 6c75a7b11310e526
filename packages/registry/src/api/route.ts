// The REST API as data: the platform serves these routes, checks requests against their schemas and shows them in its
// OpenAPI page. The paths, names and answers are those of Confluent's registry.
import type { SubjectName } from "../name.ts";
import type { Registry } from "../registry.ts";

export type SubjectOperation = "describe" | "write" | "delete" | "alterConfigs";

/** What who asks may do with subjects; asked after an alias was followed. */
export interface SubjectGuard {
  may(operation: SubjectOperation, subject: SubjectName): boolean;
  /** Throws when it is not allowed; null: the whole registry. */
  demand(operation: SubjectOperation, subject: SubjectName | null): void;
}

export interface RouteRequest {
  readonly guard: SubjectGuard;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** JSON Schema, as far as the platform checks it. */
export type RequestSchema = Readonly<Record<string, unknown>>;

export interface RegistryRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly summary: string;
  /** Names of query parameters. */
  readonly query?: readonly string[];
  readonly body?: RequestSchema;
  /** A text is sent as it is; anything else as JSON. */
  answer(registry: Registry, request: RouteRequest): Promise<unknown>;
}

export const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === "true";

/** `offset` and `limit` of a list; -1 is no limit. */
export function page<Item>(items: readonly Item[], { offset = "0", limit = "-1" }: Readonly<Record<string, string>>): readonly Item[] {
  const [from, most] = [Math.max(0, Number(offset) || 0), Number(limit)];
  return items.slice(from, most >= 0 ? from + most : undefined);
}
