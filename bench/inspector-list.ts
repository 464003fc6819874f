import { chromium } from '@playwright/test';
import { findBrowser } from '../e2e/browser/browser.js';
import { ADA } from '../e2e/people.js';
import { openPlace } from '../e2e/place.js';
import { signIn } from '../e2e/sign-in.js';

/**
 * `npx tsx bench/inspector-list.ts`, after `npm run build`: how long the inspector takes to show another request in full,
 * from the click to the frame after it, with as many requests as it keeps. Fails if the median is above 50 ms.
 */
const LIMIT = 50;
const ENTRIES = 2000;
const CLICKS = 21;

const place = await openPlace();
place.configure(place.config);
const { executablePath, args } = await findBrowser();
const browser = await chromium.launch({ executablePath, args });
const page = await (await browser.newContext({ baseURL: place.app, viewport: { width: 1600, height: 900 } })).newPage();
await signIn(page, ADA);
await page.getByRole('link', { name: 'Users', exact: true }).click();
await page.getByRole('table').getByRole('row').nth(20).waitFor();

// The requests of the session, again and again.
await page.evaluate((count) => {
  const kept = Object.keys(sessionStorage).filter((key) => /^inspector:\d+$/.test(key));
  const entries = kept.map((key) => JSON.parse(sessionStorage.getItem(key)!) as { id: number; group?: number });
  const sent = entries.filter(({ group }) => group !== undefined);
  for (let id = 100; id < 100 + count - entries.length; id += 1) {
    sessionStorage.setItem(`inspector:${id}`, JSON.stringify({ ...sent[id % sent.length], id, group: id }));
  }
}, ENTRIES);
await page.goto('/inspector');
await page.locator('.i-row').nth(150).waitFor({ state: 'attached' });

const times = await page.evaluate(async (clicks) => {
  const rows = [...document.querySelectorAll<HTMLElement>('.i-row')];
  const measured: number[] = [];
  for (let click = 0; click < clicks; click += 1) {
    const started = performance.now();
    rows[(click * 389) % rows.length]!.click();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    measured.push(performance.now() - started);
  }
  return measured;
}, CLICKS);
await browser.close();
await place.close();

times.sort((a, b) => a - b);
const [median, most] = [times[Math.floor(CLICKS / 2)]!, times.at(-1)!];
console.log(
  `${ENTRIES} entries: a click takes ${median.toFixed(0)} ms (median of ${CLICKS}), at most ${most.toFixed(0)} ms`,
);
process.exitCode = median <= LIMIT ? 0 : 1;
