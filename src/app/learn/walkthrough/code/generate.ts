import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Excerpt } from './excerpt.js';
import { AnchorError, extract } from './extract.js';
import { SOURCES } from './sources.js';

const ROOT = join(import.meta.dirname, '../../../../..');

/** What the app imports. */
export const EXCERPTS_PATH = join(import.meta.dirname, 'excerpts.json');

/** The text of excerpts.json as the code is now. @throws AnchorError when an excerpt is gone */
export async function excerptsText(): Promise<string> {
  const excerpts = Object.entries(SOURCES).map(([id, source]): [string, Excerpt] => {
    const path = join(ROOT, source.file);
    if (!existsSync(path)) {
      throw new AnchorError(
        `${source.file}: the walkthrough shows lines of it, and it is gone. Correct src/app/learn/walkthrough/code/sources.ts.`,
      );
    }
    return [id, extract(source, readFileSync(path, 'utf8'))];
  });
  const options = await resolveConfig(EXCERPTS_PATH);
  return format(JSON.stringify(Object.fromEntries(excerpts)), { ...options, parser: 'json' });
}

if (process.argv[1] === import.meta.filename) {
  // `npm run build` runs this, so that a step whose code is gone fails it.
  const text = await excerptsText();
  if (text !== readFileSync(EXCERPTS_PATH, 'utf8')) writeFileSync(EXCERPTS_PATH, text);
}
