import type { Inputs, Outputs } from "./api";

type Dotted<R> = {
  [Noun in keyof R & string]: { [Act in keyof R[Noun] & string]: `${Noun}.${Act}` }[keyof R[Noun] & string];
}[keyof R & string];

/** A view's name is its path in the router: `pods.list`. */
export type ViewName = Dotted<Outputs>;

type At<R, Name extends string> = Name extends `${infer Noun}.${infer Act}`
  ? Noun extends keyof R
    ? Act extends keyof R[Noun]
      ? R[Noun][Act]
      : never
    : never
  : never;

export type ViewInput<Name extends ViewName> = At<Inputs, Name>;
export type ViewOutput<Name extends ViewName> = At<Outputs, Name>;
