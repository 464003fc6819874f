import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestOrg, type TestOrg } from '../../testing/test-org.js';
import { trusted } from '../../testing/trusted-origin.js';
import { openConsole, textIn, type Console } from '../testing/console.js';

const PATH = '/admin/trusted-origins';
const SEEDED = trusted('http://localhost:4201', 'CORS');
const ONE = `${PATH}/${SEEDED.id}`;

let org: TestOrg;
let ada: Console;
let grace: Console;

beforeAll(async () => {
  org = await startTestOrg({ seed: (seed) => (seed.trustedOrigins = [{ ...SEEDED, name: 'Shop <b>' }]) });
  ada = await openConsole(org);
  grace = await openConsole(org, 'grace@example.com');
});

afterAll(() => org.close());

const rowsOf = (page: string): string[] => page.split('<tr').slice(2).map(textIn);
const unescaped = (page: string): string =>
  page.replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));

describe('Trusted Origins', () => {
  test('are listed under Security, with their types', async () => {
    const { page } = await ada.get(PATH);
    expect(page).toMatch(new RegExp(`<a href="${PATH}" aria-current="page">Security</a`));
    expect(textIn(page)).toMatch(/Security → API .*Trusted Origins/);
    expect(rowsOf(page)).toEqual([expect.stringMatching(/Shop <b> .*http:\/\/localhost:4201 .*CORS .*Active/)]);
    expect(page).not.toContain('Shop <b>');
  });

  test('are added, found, changed, deactivated, activated and deleted', async () => {
    const entered = { name: 'Lab', origin: 'http://LOCALHOST:4200/', CORS: 'true', REDIRECT: 'true' };
    const added = await ada.post(`${PATH}/new`, entered);
    expect(added.url).toBe(`${org.origin}${PATH}?notice=origin-created`);
    expect(textIn(added.page)).toContain('The origin was added.');
    expect(rowsOf(added.page)[1]).toMatch(/Lab .*http:\/\/localhost:4200 .*CORS *Redirect .*Active/);

    const found = await ada.get(`${PATH}?q=4200`);
    expect(rowsOf(found.page)).toHaveLength(1);
    expect(textIn((await ada.get(`${PATH}?q=nobody`)).page)).toContain('No Trusted Origins match this search.');

    const path = /href="(\/admin\/trusted-origins\/tos\w+)"/.exec(found.page)![1]!;
    const { page } = await ada.get(path);
    expect(textIn(page)).toMatch(/Name Lab Origin URL http:\/\/localhost:4200 Type CORS Redirect /);
    expect(textIn(page)).toMatch(/Added .* UTC by Ada Lovelace/);
    expect(page).toContain(`href="${path}?edit" aria-label="Edit Origin"`);
    const form = (await ada.get(`${path}?edit`)).page;
    expect(form).toMatch(/id="name"[^>]*value="Lab"/);
    expect(form).toMatch(/id="CORS"[^>]*checked/);

    const saved = await ada.post(path, { name: 'Lab 2', origin: 'http://localhost:4222', REDIRECT: 'true' });
    expect(textIn(saved.page)).toContain('Saved.');
    expect(textIn(saved.page)).toMatch(/Name Lab 2 Origin URL http:\/\/localhost:4222 Type Redirect ID/);
    const again = (await ada.get(`${path}?edit`)).page;
    expect(again).not.toMatch(/id="CORS"[^>]*checked/);
    expect(again).toMatch(/id="REDIRECT"[^>]*checked/);

    const asked = await ada.get(`${path}/deactivate`);
    expect(textIn(asked.page)).toMatch(/Deactivate Lab 2\? .*http:\/\/localhost:4222 .*Deactivate origin .*Cancel/);
    const deactivated = await ada.post(`${path}/deactivate`);
    expect(textIn(deactivated.page)).toMatch(/The origin was deactivated.* Inactive .*Activate/);
    expect(textIn((await ada.post(`${path}/activate`)).page)).toMatch(/The origin was activated.* Active .*Deactivate/);
    expect(textIn((await ada.get(`${path}/delete`)).page)).toMatch(/Delete Lab 2\? .*Delete origin/);
    const deleted = await ada.post(`${path}/delete`);
    expect(textIn(deleted.page)).toContain('The origin was deleted.');
    expect(rowsOf(deleted.page)).toHaveLength(1);
    expect((await ada.get(path)).status).toBe(404);

    const log = textIn((await ada.get('/admin/log')).page);
    for (const deed of ['Create', 'Update', 'Deactivate', 'Activate', 'Delete']) {
      expect(log).toMatch(new RegExp(`${deed} trusted origin .*Ada Lovelace`));
    }
  });

  test.each([
    ['name', 'no name', { name: ' ' }, 'Name: The field cannot be left blank'],
    ['name', 'a name that is taken', { name: 'Shop <b>' }, 'Name: An object with this field already exists'],
    ['origin', 'no origin', { origin: '' }, 'Origin URL: The field cannot be left blank'],
    [
      'origin',
      'a path',
      { origin: 'https://a.example.com/x' },
      'Origin URL: Origin value is not valid. “https://a.example.com/x”',
    ],
    [
      'origin',
      'an origin that is taken',
      { origin: SEEDED.origin },
      'Origin URL: An object with this field already exists',
    ],
  ])('%s: %s is refused, and the form keeps what was entered', async (field, _, wrong, message) => {
    const before = (await ada.get(PATH)).page;
    const entered = { name: 'Typed <i>', origin: 'https://typed.example.com', REDIRECT: 'true', ...wrong };
    const answer = await ada.post(`${PATH}/new`, entered);
    expect(answer.status).toBe(400);
    expect(answer.page).toContain('<title>Error: ');
    expect(textIn(answer.page)).toContain(message);
    expect(answer.page).toMatch(
      new RegExp(`id="${field}"[^>]*aria-describedby="[^"]*${field}-error[^"]*"[^>]*aria-invalid="true"`),
    );
    expect(answer.page).toContain(`href="#${field}"`);
    expect(unescaped(answer.page)).toContain(`value="${entered.name}"`);
    expect(unescaped(answer.page)).toContain(`value="${entered.origin}"`);
    expect(answer.page).toMatch(/id="REDIRECT"[^>]*checked/);
    expect(answer.page).not.toContain('<i>');
    expect((await ada.get(PATH)).page).toBe(before);
  });

  test('must have a type, when added and when changed', async () => {
    for (const path of [`${PATH}/new`, ONE]) {
      const { status, page } = await ada.post(path, { name: 'Typed', origin: 'https://typed.example.com' });
      expect(status).toBe(400);
      expect(textIn(page)).toContain('Type: Expected at least one of CORS, REDIRECT');
      expect(page).toMatch(/<fieldset[^>]*aria-describedby="type-error">/);
      expect(page).toContain('href="#CORS"');
      expect(page).toContain('value="https://typed.example.com"');
    }
    expect((await ada.get(`${ONE}?edit`)).page).toContain('value="http://localhost:4201"');
  });

  test('that do not exist are not found', async () => {
    for (const path of ['', '/deactivate', '/delete']) {
      expect((await ada.get(`${PATH}/tosUnknown${path}`)).status).toBe(404);
      expect((await ada.post(`${PATH}/tosUnknown${path}`)).status).toBe(404);
    }
    expect((await ada.get(`${ONE}/activate`)).status).toBe(405);
  });
});

describe('a read-only admin', () => {
  test('sees them without buttons', async () => {
    const list = await grace.get(PATH);
    expect(rowsOf(list.page)).toHaveLength(1);
    expect(list.page).not.toContain('Add origin');
    for (const path of [ONE, `${ONE}?edit`]) {
      const { page } = await grace.get(path);
      expect(textIn(page)).toContain('Origin URL http://localhost:4201 Type CORS');
      expect(page).not.toMatch(/>(Edit|Save|Deactivate|Delete)</);
    }
    expect((await grace.get(`${PATH}/new`)).page).toMatch(/<fieldset disabled>[\s\S]*id="origin"/);
  });

  test.each(['/new', `/${SEEDED.id}`, `/${SEEDED.id}/deactivate`, `/${SEEDED.id}/activate`, `/${SEEDED.id}/delete`])(
    'cannot send a form to …%s',
    async (path) => {
      const before = (await ada.get(PATH)).page;
      const form = { name: 'x', origin: 'https://x.example.com', CORS: 'true' };
      const { status, page } = await grace.post(PATH + path, form);
      expect([status, textIn(page)]).toEqual([403, expect.stringContaining('You can’t change anything')]);
      expect((await ada.get(PATH)).page).toBe(before);
    },
  );
});

describe('a form that is sent from elsewhere', () => {
  test.each([
    ['another origin', { Origin: 'http://localhost:4200' }, 403],
    ['nowhere that has the token', {}, 409],
  ])('changes nothing: %s', async (_, headers, status) => {
    const before = (await ada.get(PATH)).page;
    for (const path of [`${PATH}/new`, ONE, `${ONE}/deactivate`, `${ONE}/delete`]) {
      const url = new URL(path, org.origin);
      const response = await fetch(url, {
        method: 'POST',
        headers: { Cookie: ada.browser.cookieHeader(url), ...headers },
        body: new URLSearchParams({ name: 'x', origin: 'https://x.example.com', CORS: 'true' }),
        redirect: 'manual',
      });
      expect(response.status).toBe(status);
    }
    expect((await ada.get(PATH)).page).toBe(before);
  });
});

test('an empty list says so', async () => {
  await ada.post(`${ONE}/delete`);
  const { page } = await ada.get(PATH);
  expect(textIn(page)).toContain('There are no Trusted Origins yet.');
  expect(page).not.toContain('type="search"');
});
