import fc from "fast-check";
import { expect, it } from "vitest";
import { LogPlace } from "./logPlace";

it("reads on after a break with no line twice and none left out, wherever it broke and however alike the times", () => {
  const steps = fc.array(fc.nat(2), { maxLength: 20 });
  fc.assert(
    fc.property(steps, fc.nat(20), fc.nat(5), (gaps, cut, earlier) => {
      let tenths = 1;
      const lines = gaps.map((gap, index) => {
        // Tenths of a millisecond: finer than what Date knows; without zeros at the end, as Go writes them.
        tenths += gap;
        const at = `2026-01-01T00:00:01.${String(tenths).padStart(4, "0")}Z`.replace(/0+Z/, "Z");
        return { pod: "a", container: "main", at, text: `${index}` };
      });
      const place = new LogPlace();
      const first = lines.slice(0, cut);
      place.note(first);
      // Whoever is asked may begin earlier than it was asked to.
      const from = lines.findIndex(({ at }) => at === place.at);
      const again = place.resumed()(lines.slice(Math.max(0, from - earlier)));
      expect([...first, ...again].map(({ text }) => text)).toEqual(lines.map(({ text }) => text));
    }),
  );
});
