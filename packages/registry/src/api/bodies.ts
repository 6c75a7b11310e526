// What a request says of a schema, and how a version is shown.
import { schemaTypeOf } from "../format.ts";
import type { ParsedSchema } from "../format.ts";
import type { SchemaInput } from "../contents.ts";
import { ownSubject } from "../name.ts";
import type { SubjectName } from "../name.ts";
import type { Content, Reference } from "../store/record.ts";
import { fingerprint } from "../store/state.ts";
import type { Version } from "../store/state.ts";
import type { RequestSchema, RouteRequest } from "./route.ts";

const optionalObject = { type: ["object", "null"] } as const;
const optionalText = { type: ["string", "null"] } as const;
const optionalNumber = { type: ["integer", "null"], minimum: -1 } as const;

export const schemaBody: RequestSchema = {
  type: "object",
  properties: {
    schema: optionalText,
    schemaType: optionalText,
    references: {
      type: ["array", "null"],
      maxItems: 500,
      items: {
        type: "object",
        required: ["name", "subject", "version"],
        properties: { name: { type: "string" }, subject: { type: "string" }, version: { type: "integer", minimum: -1 } },
      },
    },
    metadata: optionalObject,
    ruleSet: optionalObject,
    id: optionalNumber,
    version: optionalNumber,
  },
};

interface SchemaBody {
  readonly schema?: string | null;
  readonly schemaType?: string | null;
  readonly references?: readonly Reference[] | null;
  readonly metadata?: object | null;
  readonly ruleSet?: object | null;
  readonly id?: number | null;
  readonly version?: number | null;
}

/** Who refers to a schema must be allowed to see it. */
export function readSchema(
  { body, guard }: RouteRequest,
  { context }: SubjectName,
): SchemaInput & { readonly id: number | undefined; readonly version: number | undefined } {
  const { schema, schemaType, references, metadata, ruleSet, id, version } = body as SchemaBody;
  for (const { subject } of references ?? []) guard.demand("describe", ownSubject(subject, context));
  return {
    type: schemaTypeOf(schemaType ?? "AVRO"),
    text: schema ?? "",
    references: (references ?? []).map(({ name, subject, version: number }) => ({ name, subject, version: number })),
    metadata: metadata ?? undefined,
    ruleSet: ruleSet ?? undefined,
    // Clients write -1 for "the registry's choice".
    id: id === -1 ? undefined : (id ?? undefined),
    version: version === -1 ? undefined : (version ?? undefined),
  };
}

/** `schemaType` stays away for Avro, as it did before there were others: old clients do not know it. */
export function contentView({ type, references, metadata, ruleSet }: Content, text: string): object {
  return {
    ...(type === "AVRO" ? {} : { schemaType: type }),
    schema: text,
    ...(references.length === 0 ? {} : { references }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(ruleSet === undefined ? {} : { ruleSet }),
  };
}

export function versionView({ subject, version, id, content, deleted }: Version, parsed?: ParsedSchema, format?: string): object {
  const text = parsed === undefined || format === undefined ? content.text : parsed.formatted(format);
  return { subject, version, id, guid: fingerprint(content), ...contentView(content, text), ...(deleted ? { deleted } : {}) };
}
