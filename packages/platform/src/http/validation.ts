// Ties fastify's schemas to our checker.
import type { FastifySchemaCompiler } from "fastify";
import { errors } from "../errors.ts";
import { assertKnown, check } from "./check.ts";
import type { Schema } from "./check.ts";

const placeNames: Readonly<Record<string, string>> = {
  body: "the body",
  querystring: "the query",
  params: "the path",
  headers: "the headers",
};

export const validatorCompiler: FastifySchemaCompiler<Schema> = ({ schema, httpPart }) => {
  assertKnown(schema);
  const place = placeNames[httpPart ?? "body"] ?? "the request";
  return (value: unknown) => {
    // A POST without a body is an empty one: `stop` has nothing that must be said.
    const checked = value ?? {};
    const fault = check(schema, checked);
    if (fault === undefined) return { value: checked };
    return { error: errors.requestInvalid(fault.at === "" ? place : `${place} at ${fault.at}`, fault.reason) };
  };
};
