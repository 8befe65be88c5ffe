import type { Page } from "@playwright/test";
import { changesPerSecond, count } from "./changingPods";

const seconds = 10;

/** Scrolls what scrolls there, a little at each frame; answers with the time of each frame. */
export function scrollFrames(page: Page, selector: string): Promise<number[]> {
  return page.evaluate(
    ({ selector, ms }) =>
      new Promise<number[]>((resolve) => {
        const box = document.querySelector(selector);
        const frames: number[] = [];
        const startMs = performance.now();
        let [lastMs, step] = [startMs, 12];
        const frame = (nowMs: number) => {
          frames.push(nowMs - lastMs);
          lastMs = nowMs;
          if (!box || nowMs - startMs > ms) return resolve(frames.slice(2));
          if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) step = -12;
          else if (box.scrollTop <= 0) step = 12;
          box.scrollTop += step;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    { selector, ms: seconds * 1000 },
  );
}

/** The same rows, all of them in the page, each changed as often. */
export async function withoutWindow(page: Page): Promise<void> {
  await page.evaluate(
    ({ count, changesPerSecond }) => {
      const box = document.querySelector("main section");
      const row = box?.querySelector("tbody tr[data-row]");
      if (!box || !row) throw new Error("there is no row to copy");
      const plain = document.createElement("section");
      plain.id = "plain";
      plain.className = box.className;
      plain.style.height = `${box.clientHeight}px`;
      const rows = Array.from({ length: count }, () => row.outerHTML).join("");
      plain.innerHTML = `<table class="w-full border-collapse"><tbody>${rows}</tbody></table>`;
      box.replaceWith(plain);
      const cells = [...plain.querySelectorAll("tr")].map((one) => one.children[4]);
      let turn = 0;
      setInterval(() => {
        for (let index = 0; index < changesPerSecond / 10; index++, turn++) {
          const cell = cells[turn % count];
          if (cell) cell.textContent = String(turn);
        }
      }, 100);
    },
    { count, changesPerSecond },
  );
}
