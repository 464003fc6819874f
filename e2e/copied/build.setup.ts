import { cpSync, rmSync } from 'node:fs';
import { test } from '@playwright/test';
import { buildOf, CopiedApps, COPIES } from './copied-app.js';

let apps: CopiedApps;

test.describe.configure({ mode: 'serial' });
test.beforeAll(() => void (apps = new CopiedApps()));
test.afterAll(() => apps.remove());

for (const copy of COPIES) {
  test(`a new app builds with the commands and the code of the README of src/app/auth: ${copy}`, async () => {
    const build = await apps.build(copy);
    rmSync(buildOf(copy), { recursive: true, force: true });
    cpSync(build, buildOf(copy), { recursive: true });
  });
}
