import { afterAll, beforeAll, expect, test } from 'vitest';
import { REDIRECT_URI } from '../../testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';
import { openConsole, textIn, type Console } from '../testing/console.js';

let org: TestOrg;
let ada: Console;

beforeAll(async () => {
  org = await startTestOrg();
  ada = await openConsole(org);
});

afterAll(() => org.close());

const general = { label: 'An app', signInUris: REDIRECT_URI, signOutUris: '', refreshToken: 'true', dpop: 'true' };
const save = (fields: Record<string, string>): ReturnType<Console['post']> =>
  ada.post(`/admin/apps/${DPOP_APP}`, { ...general, ...fields });

test('General starts with Okta’s default', async () => {
  const { page } = await ada.get(`/admin/apps/${DPOP_APP}?edit`);
  expect(page).toMatch(/id="rotation-ROTATE"[^>]*checked/);
  expect(page).toMatch(/id="leeway"[^>]*value="30"/);
});

test('General saves the choice', async () => {
  const saved = textIn((await save({ rotation: 'STATIC', leeway: ' 0 ' })).page);
  expect(saved).toContain('Saved.');
  expect(saved).toContain('Refresh token behavior Use persistent token Grace period for token rotation 0 seconds');
  const { page } = await ada.get(`/admin/apps/${DPOP_APP}?edit`);
  expect(page).toMatch(/id="rotation-STATIC"[^>]*checked/);
  expect(page).toMatch(/id="leeway"[^>]*value="0"/);
  expect(textIn((await ada.get('/admin/log')).page)).toContain('Update application');
});

test.each(['61', '-1', '1.5', '1e1', 'x', ''])(
  'General refuses a grace period of “%s” and keeps what was typed',
  async (leeway) => {
    await save({ rotation: 'ROTATE', leeway: '30' });
    const { status, page } = await save({ rotation: 'STATIC', leeway, label: 'Typed' });
    expect(status).toBe(400);
    expect(textIn(page)).toContain('Grace period: Expected whole seconds from 0 to 60.');
    expect(page).toMatch(/id="leeway"[^>]*aria-describedby="leeway-hint leeway-error"[^>]*aria-invalid="true"/);
    expect(page).toContain('href="#leeway"');
    expect(page).toMatch(new RegExp(`id="leeway"[^>]*value="${leeway}"`));
    expect(page).toMatch(/id="rotation-STATIC"[^>]*checked/);
    expect((await ada.get(`/admin/apps/${DPOP_APP}?edit`)).page).toMatch(/id="rotation-ROTATE"[^>]*checked/);
  },
);

test('a new app keeps the choice when another field is refused', async () => {
  const { status, page } = await ada.post('/admin/apps/new', {
    ...general,
    type: 'browser',
    label: '',
    rotation: 'STATIC',
    leeway: '7',
  });
  expect(status).toBe(400);
  expect(page).toMatch(/id="rotation-STATIC"[^>]*checked/);
  expect(page).toMatch(/id="leeway"[^>]*value="7"/);
});
