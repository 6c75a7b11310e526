// Requests are checked against their JSON Schema by typebox's compiler. It is loaded after the port listens (it would
// take a fifth of the start), and each schema is compiled at its first request.
import type { FastifySchemaCompiler } from "fastify";
import type { Compile } from "typebox/schema";
import { errors } from "../errors.ts";

type Compiled = ReturnType<typeof Compile>;

let compile: ((schema: object) => Compiled) | undefined;

/** Resolves when schemas can be compiled; every request waits for it. */
export async function loadValidation(): Promise<void> {
  compile ??= (await import("typebox/schema")).Compile as (schema: object) => Compiled;
}

const placeNames: Readonly<Record<string, string>> = {
  body: "the body",
  querystring: "the query",
  params: "the path",
  headers: "the headers",
};

export const validatorCompiler: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) => {
  let compiled: Compiled | undefined;
  return (value: unknown) => {
    compiled ??= compile!(schema as object);
    // A POST without a body is an empty one: `stop` has nothing that must be said.
    const checked = value === undefined || value === null ? {} : value;
    if (compiled.Check(checked)) return { value: checked };
    const [, found] = compiled.Errors(checked);
    // The last error names the rule that a person can act on; the ones before it are its consequences.
    const fault = found.find((error) => error.keyword !== "boolean") ?? found[0];
    const place = fault?.instancePath === "" || fault === undefined ? "" : ` at ${fault.instancePath}`;
    return { error: errors.requestInvalid(`${placeNames[httpPart ?? "body"] ?? "the request"}${place}`, describe(fault)) };
  };
};

function describe(fault: { keyword: string; message: string; params: unknown } | undefined): string {
  if (fault === undefined) return "does not fit the schema";
  const { additionalProperties, requiredProperties } = fault.params as { additionalProperties?: string[]; requiredProperties?: string[] };
  if (additionalProperties !== undefined) return `has a field that is not known: ${additionalProperties.join(", ")}`;
  if (requiredProperties !== undefined) return `lacks ${requiredProperties.join(", ")}`;
  return fault.message;
}
