import { expect, it } from "vitest";
import { Outbox } from "./outbox";

it("sends a browser that has not acknowledged only the newest", async () => {
  const sent: object[] = [];
  let acknowledge = () => {};
  const outbox = new Outbox({
    send: (_event, message) => {
      sent.push(message);
      return new Promise<void>((resolve) => {
        acknowledge = resolve;
      });
    },
    tell: () => {},
  });
  for (let value = 1; value <= 5; value++) outbox.put("data", { value });
  expect(sent).toEqual([{ value: 1 }]);
  acknowledge();
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  expect(sent).toEqual([{ value: 1 }, { value: 5 }]);
});
