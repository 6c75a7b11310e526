import type { XStatic } from "typebox/schema";
import { expect, expectTypeOf, it } from "vitest";
import type {
  AddRulesBody,
  ApplyBody,
  ChangeQuotaBody,
  CompleteBody,
  ConfigureTopicBody,
  CreateTopicBody,
  PublishBody,
  SqlBody,
  SqlTextBody,
  ResetBody,
  SetUserBody,
  StopJobBody,
} from "../api/types.ts";
import * as schemas from "./schemas.ts";

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
/** Each is assignable to the other and neither has a field that the other lacks. */
type Same<A, B> = [Frozen<A>, Frozen<B>, keyof A, keyof B] extends [Frozen<B>, Frozen<A>, keyof B, keyof A] ? true : false;

// `tsc` is the judge here: a body in api/types.ts that says something else than its schema does not compile.
it("says in each schema what api/types.ts says of the body", () => {
  expectTypeOf<Same<XStatic<typeof schemas.createTopicBody>, CreateTopicBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.configureTopicBody>, ConfigureTopicBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.publishBody>, PublishBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.sqlBody>, SqlBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.sqlTextBody>, SqlTextBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.completeBody>, CompleteBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.resetBody>, ResetBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.addRulesBody>, AddRulesBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.changeQuotaBody>, ChangeQuotaBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.setUserBody>, SetUserBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.stopJobBody>, StopJobBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<XStatic<typeof schemas.applyBody>, ApplyBody>>().toEqualTypeOf<true>();
});

it("refuses fields that it does not know, in every body", () => {
  for (const [name, schema] of Object.entries(schemas)) {
    if (name.endsWith("Body")) expect("additionalProperties" in schema && schema.additionalProperties, name).toBe(false);
  }
});
