import { expect, type Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';

/** The rules of axe that depend on colors. */
const RULES_OF_COLOR = ['color-contrast', 'link-in-text-block'];

/** Measures the width of a view in both schemes, and lets axe look: at everything in one, at the colors in the other. */
export async function expectGoodView(page: Page, view: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(axe.source);
  for (const [colorScheme, widths] of [
    ['light', [1600, 360]],
    ['dark', [360, 1600]],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      const name = `${view}, ${colorScheme}, ${width}`;
      await page.setViewportSize({ width, height: 900 });
      // For people to look at.
      if (process.env['E2E_SCREENSHOTS']) {
        await page.screenshot({ path: `test-results/views/${name.replaceAll(/\W+/g, '-')}.png`, fullPage: true });
      }
      const overhang = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      expect(overhang, `${name}: pixels to scroll sideways`).toBe(0);
    }
    const found = await violations(page, colorScheme === 'dark' ? { runOnly: RULES_OF_COLOR } : {});
    expect.soft(found, `${view}, ${colorScheme}`).toEqual([]);
  }
}

/** Runs axe in the page, which has its script: what it calls serious or critical, by rule. */
async function violations(page: Page, options: RunOptions): Promise<{ id: string; nodes: string[] }[]> {
  const results = await page.evaluate((run) => (window as unknown as { axe: typeof axe }).axe.run(document, run), {
    ...options,
    resultTypes: ['violations'],
  } satisfies RunOptions);
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) }));
}
