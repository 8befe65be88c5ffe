import * as z from "zod";

const text = z.string().min(1).max(253);
const quantity = z.string().max(30).optional();
const resources = z.object({ cpu: quantity, memory: quantity });
const port = z.number().int().min(1).max(65_535);
const words = z.array(z.string().max(10_000)).max(200);

const variable = z.union([
  z.object({ name: text, value: z.string().max(100_000) }),
  z.object({ name: text, configMap: text, key: text }),
  z.object({ name: text, secret: text, key: text }),
]);

/** What the deploy form sends: `DeployForm` of the act. What the values mean is checked by the engine. */
export const deployForm = z.object({
  name: text,
  namespace: z.string().min(1).max(63),
  image: z.string().max(1_000),
  command: words.optional(),
  args: words.optional(),
  replicas: z.number().int().min(0).max(10_000).optional(),
  ports: z
    .array(
      z.object({
        name: z.string().max(15).optional(),
        containerPort: port,
        servicePort: port.optional(),
        protocol: z.enum(["TCP", "UDP"]).optional(),
      }),
    )
    .max(50)
    .optional(),
  env: z.array(variable).max(500).optional(),
  requests: resources.optional(),
  limits: resources.optional(),
  probePath: z.string().max(2_000).optional(),
  route: z.object({ host: z.string().max(253).optional(), path: z.string().max(2_000).optional() }).optional(),
});
