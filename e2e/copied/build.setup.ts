import { test } from '@playwright/test';
import { buildCopy, COPIES } from './copied-app.js';

for (const name of Object.keys(COPIES) as (keyof typeof COPIES)[]) {
  test(`a new app builds with the commands and the code of the README of src/app/auth: ${name}`, () => {
    buildCopy(name);
  });
}
