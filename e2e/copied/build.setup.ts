import { test } from '@playwright/test';
import { buildCopiedApp } from './copied-app.js';

test('the auth folder builds in a bare Angular app, as its README says', () => {
  buildCopiedApp();
});
