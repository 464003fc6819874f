import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/test-org.js';
import { openConsole, textIn, type Console } from './testing/console.js';

let org: TestOrg;
let ada: Console;

beforeEach(async () => {
  org = await startTestOrg();
  ada = await openConsole(org);
});

afterEach(() => org.close());

const NORMAL = { clockShift: '0', accessTokenLifetime: '3600', tooManyRequests: '0', serverErrors: '0', delay: '0' };
const WAS = Object.fromEntries(
  Object.entries({ apiNonce: '', ...NORMAL }).map(([name, value]) => [`was.${name}`, value]),
);

const set = (fields: Record<string, string>): ReturnType<Console['post']> =>
  ada.post('/admin/switches', { ...WAS, ...NORMAL, ...fields });

test('every page says what is switched on, until “Back to normal”', async () => {
  await set({ apiNonce: 'true', clockShift: '-120', accessTokenLifetime: '60', delay: '1' });
  for (const path of ['/admin', '/admin/apps', '/admin/people', '/admin/log', '/admin/switches', '/admin/nowhere']) {
    const text = textIn((await ada.get(path)).page);
    expect(text).toContain('The API requires a nonce.');
    expect(text).toContain('The org’s clock is 120 seconds behind.');
    expect(text).toContain('New access tokens expire after 60 seconds.');
    expect(text).toContain('Each answer is delayed by 1 millisecond.');
  }
  const { page } = await ada.post('/admin/switches/reset');
  expect(textIn(page)).toContain('Everything is back to normal.');
  expect(page).not.toContain('class="banner"');
  expect(page).not.toMatch(/name="apiNonce"[^>]*checked/);
});

test('the shift applies to the org’s clock', async () => {
  const clock = async (): Promise<number> =>
    Date.parse(/<time datetime="([^"]+)"/.exec((await ada.get('/admin')).page)![1]!) / 1000;
  await set({ clockShift: '3000' });
  expect((await clock()) - org.now()).toBeGreaterThan(2900);
  await set({ 'clockShift': '0', 'was.clockShift': '3000' });
  expect((await clock()) - org.now()).toBeLessThan(100);
});

test('only what was changed in the form is set', async () => {
  await set({ serverErrors: '1000' });
  // A form that was opened earlier, when the counter was 0.
  await set({ accessTokenLifetime: '60' });
  expect((await ada.get('/admin/switches')).page).toMatch(/id="serverErrors"[^>]*value="[1-9]/);
});

test.each([
  ['clockShift', 'soon'],
  ['clockShift', '99999999999'],
  ['accessTokenLifetime', '0'],
  ['tooManyRequests', '-1'],
  ['serverErrors', '1.5'],
  ['delay', ''],
])('%s: “%s” is refused, the form keeps the rest, and nothing is set', async (name, value) => {
  const { status, page } = await set({ apiNonce: 'true', clockShift: '5', [name]: value });
  expect(status).toBe(400);
  expect(page).toMatch(new RegExp(`id="${name}"[^>]*value="${value}"[^>]*aria-invalid="true"`));
  expect(page).toMatch(/name="apiNonce"[^>]*checked/);
  expect(textIn(page)).toContain('enter a whole number');
  expect((await ada.get('/admin/switches')).page).not.toContain('class="banner"');
});

test.each([
  ['rotate-nonce', 'The nonce was rotated.'],
  ['clear-replays', 'The jti store was emptied.'],
])('the action %s says that it is done', async (action, notice) => {
  const { status, page } = await ada.post(`/admin/switches/${action}`);
  expect([status, textIn(page)]).toEqual([200, expect.stringContaining(notice)]);
});
