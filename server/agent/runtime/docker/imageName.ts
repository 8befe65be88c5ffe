const domain = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?$/;
const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagged =
  /^(.*?)(?::([\w][\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$/;

/**
 * An image's name with its tag, as it is asked for from a registry; says what is wrong with one that cannot be, in the
 * words that kubelet uses. Follows distribution's reference grammar.
 */
export function parseImageName(image: string): { readonly reference: string } | { readonly problem: string } {
  const problem = (why: string) => ({
    problem: `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${why}`,
  });
  const [, name = "", tag, digest] = tagged.exec(image) ?? [];
  const parts = name.split("/");
  const [first = ""] = parts;
  const hasDomain = parts.length > 1 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const path = hasDomain ? parts.slice(1) : parts;
  if (!name || (hasDomain && !domain.test(first))) return problem("invalid reference format");
  if (!path.every((part) => component.test(part))) {
    const lower = path.every((part) => component.test(part.toLowerCase()));
    const whole = hasDomain || path.length > 1 ? path.join("/") : `library/${path.join("/")}`;
    return problem(`invalid reference format${lower ? `: repository name (${whole}) must be lowercase` : ""}`);
  }
  return { reference: tag || digest ? image : `${image}:latest` };
}
