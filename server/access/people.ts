import * as z from "zod";

export const roles = ["viewer", "operator", "deployer", "admin"] as const;
export type RoleName = (typeof roles)[number];

export const leastPasswordLength = 12;
export const roleInput = z.enum(roles);
export const emailInput = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Must be an e-mail address, such as ada@example.com."));
export const passwordInput = z
  .string()
  .min(leastPasswordLength, `Must have at least ${leastPasswordLength} characters.`)
  .max(128, "Must have at most 128 characters.");
export const nameInput = z.string().trim().min(1, "Must not be empty.").max(100);

/** What makes a user. */
export const newUserInput = z.object({ name: nameInput, email: emailInput, password: passwordInput, role: roleInput });
export type NewUser = z.infer<typeof newUserInput>;
