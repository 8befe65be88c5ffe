export interface SetupFields {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly repeat: string;
}

/** By field, the key of what is wrong with it in `auth.setup`. */
export type SetupProblems = Partial<Record<keyof SetupFields, "required" | "tooShort" | "mismatch">>;

export const shortestPassword = 12;

export function checkSetup({ name, email, password, repeat }: SetupFields): SetupProblems {
  return {
    ...(name === "" ? { name: "required" as const } : {}),
    ...(/^\S+@\S+$/.test(email) ? {} : { email: "required" as const }),
    ...(password.length < shortestPassword ? { password: "tooShort" as const } : {}),
    ...(password === repeat ? {} : { repeat: "mismatch" as const }),
  };
}
