import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The custom properties of a style sheet, in light and in dark. */
function tokens(path: string): { light: Record<string, string>; dark: Record<string, string> } {
  const text = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const [light, dark] = text.split('@media (prefers-color-scheme: dark)') as [string, string];
  const read = (css: string): Record<string, string> =>
    Object.fromEntries(
      [...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!.replace(/\s+/g, ' ')]),
    );
  return { light: read(light), dark: read(dark.slice(0, dark.indexOf('\n}'))) };
}

const app = tokens('src/styles/tokens.css');

// App and org cannot share a file, and a reader copies src/app/learn without the app.
test.each(['org/pages/org.css', 'src/app/learn/design-tokens.css'])('%s has the design tokens of the app', (path) => {
  const other = tokens(path);
  for (const scheme of ['light', 'dark'] as const) {
    const shared = Object.keys(other[scheme]).filter((name) => name in app[scheme]);
    expect(shared.length).toBeGreaterThan(8);
    const pick = (of: Record<string, string>): object => Object.fromEntries(shared.map((name) => [name, of[name]]));
    expect(pick(other[scheme])).toEqual(pick(app[scheme]));
  }
});
