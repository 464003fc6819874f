import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/test-org.js';
import { openConsole, textIn, type Console } from './testing/console.js';

let org: TestOrg;
let ada: Console;

beforeAll(async () => {
  org = await startTestOrg();
  ada = await openConsole(org);
});

afterAll(() => org.close());

/** The names on a page of People. */
const names = (page: string): string[] =>
  [...page.matchAll(/<a href="\/admin\/people\/00u[^"]*">([\s\S]*?)<\/a>/g)].map(([, name]) => textIn(name!).trim());

test('the pages together list everybody once', async () => {
  const pages = await Promise.all([1, 2, 3].map((number) => ada.get(`/admin/people?page=${number}`)));
  const all = pages.flatMap(({ page }) => names(page));
  expect(all).toHaveLength(75);
  expect(pages.map(({ page }) => names(page).length)).toEqual([25, 25, 25]);
  expect(textIn(pages[1]!.page)).toContain('Page 2 of 3');
});

test.each(['0', '99', '-1', 'x', '1.5', ''])('a page that does not exist shows the nearest: %s', async (number) => {
  expect(names((await ada.get(`/admin/people?page=${number}`)).page)).toHaveLength(25);
});

test.each([
  ['name', 'ADA LOVE', ['Ada Lovelace']],
  ['login', 'grace@', ['Grace Hopper']],
  ['nothing', '"><b>', []],
])('are found by %s', async (_, q, found) => {
  const { page } = await ada.get(`/admin/people?q=${encodeURIComponent(q)}`);
  expect(names(page)).toEqual(found);
  expect(page).not.toContain('"><b>');
});

test('other pages keep the search', async () => {
  const { page } = await ada.get('/admin/people?q=example.com');
  expect(page).toContain('href="/admin/people?q=example.com&#38;page=2"');
});

test('a person has a page with profile, role and last login', async () => {
  const text = textIn((await ada.get('/admin/people/00uMqfCNWh1P4hD41aAI')).page);
  for (const part of [
    'Grace Hopper',
    'grace@example.com',
    'Read-only Administrator',
    'Active',
    '2026-08-27 15:03 UTC',
  ]) {
    expect(text).toContain(part);
  }
  await openConsole(org, 'grace@example.com');
  expect(textIn((await ada.get('/admin/people/00uMqfCNWh1P4hD41aAI')).page)).not.toContain('2026-08-27 15:03 UTC');
});

test('End sessions ends only the sessions of this person', async () => {
  const grace = await openConsole(org, 'grace@example.com');
  const { page } = await ada.post('/admin/people/00uMqfCNWh1P4hD41aAI/end-sessions');
  expect(textIn(page)).toContain('The sessions of this person were ended.');
  expect((await grace.browser.open('/admin')).status).toBe(303);
  expect((await ada.browser.open('/admin')).status).toBe(200);
});
