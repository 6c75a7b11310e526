// The codec of an API by its name, typed: what a client needs of the table that the generator makes.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { apis } from "../generated/index.ts";

type Apis = (typeof apis)[number];
export type ApiName = Apis["name"];
type Codec<Name extends ApiName> = Extract<Apis, { readonly name: Name }>;
export type RequestOf<Name extends ApiName> = Parameters<Codec<Name>["encodeRequest"]>[1];
export type ResponseOf<Name extends ApiName> = ReturnType<Codec<Name>["decodeResponse"]>;

export interface ApiCodec {
  readonly key: number;
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly flexibleFrom: number;
  encodeRequest(writer: ByteWriter, value: unknown, version: number): void;
  decodeResponse(reader: ByteReader, version: number): unknown;
}

const codecs = new Map((apis as unknown as readonly ApiCodec[]).map((api) => [api.name, api]));

export const apiCodec = (name: ApiName): ApiCodec => codecs.get(name)!;
