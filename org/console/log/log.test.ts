import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateProofKey } from '../../../dpop/proof-key.js';
import { postToken, signIn, tokenProof, type SignedIn } from '../../testing/sign-in.js';
import { startTestOrg, type TestOrg } from '../../testing/test-org.js';
import { openConsole, textIn, type Console } from '../testing/console.js';

let org: TestOrg;
let ada: Console;
let tokens: SignedIn;
/** The `X-Okta-Request-Id` of an API call whose proof was for another URL. */
let requestId: string;

beforeAll(async () => {
  org = await startTestOrg();
  ada = await openConsole(org);
  tokens = await signIn(org);
  const DPoP = await tokenProof(org, tokens.key, { htm: 'GET', htu: `${org.origin}/api/v1/<users>` });
  const headers = { Authorization: `DPoP ${tokens.accessToken}`, DPoP };
  requestId = (await fetch(`${org.origin}/api/v1/apps`, { headers })).headers.get('x-okta-request-id')!;
});

afterAll(() => org.close());

/** The rows of the list, as text. */
const rows = (page: string): string[] => page.split('<tr').slice(2).map(textIn);

describe('the list', () => {
  test('starts with the newest event', async () => {
    const all = rows((await ada.get('/admin/log')).page);
    expect(all[0]).toMatch(/Failure .*GET \/api\/v1\/apps/);
    expect(all[0]).toContain("'htu' claim in the DPoP proof JWT is invalid.");
    expect(all.at(-1)).toMatch(/Success .*Ada Lovelace .*POST \/login\/login\.htm/);
  });

  test.each(['SUCCESS', 'FAILURE', 'CHALLENGE'])('shows only events with the outcome %s', async (outcome) => {
    const { page } = await ada.get(`/admin/log?outcome=${outcome}`);
    expect(rows(page).length).toBeGreaterThan(0);
    for (const row of rows(page)) expect(row.toUpperCase()).toContain(outcome);
    expect(page).toMatch(new RegExp(`value="${outcome}"[^>]*selected`));
  });

  test('shows all events that did not succeed, to which the dashboard links with their number', async () => {
    const failures = rows((await ada.get('/admin/log?outcome=FAILURE')).page).length;
    const dashboard = (await ada.get('/admin')).page;
    const [, path, text] = /<a\s+href="([^"]*outcome=REFUSED)"\s*>\s*(\d+ failed or denied)\s*</.exec(dashboard)!;
    expect(text).toBe(`${failures} failed or denied`);
    const { page } = await ada.get(path!);
    expect(rows(page)).toHaveLength(failures);
    for (const row of rows(page)) expect(row).toMatch(/Failure|Deny/);
    expect(page).toMatch(/value="REFUSED"[^>]*selected/);
  });

  test('says so when no event has the outcome', async () => {
    const { page } = await ada.get('/admin/log?outcome=DENY');
    expect(rows(page)).toEqual([]);
    expect(textIn(page)).toContain('No events match this search.');
  });

  test('finds an event by the request id of its answer', async () => {
    expect(rows((await ada.get(`/admin/log?q=${requestId}`)).page)).toHaveLength(1);
  });

  test('has pages of 25 events', async () => {
    for (let index = 0; index < 30; index++) await postToken(org, {}, {});
    const [first, second] = [await ada.get('/admin/log'), await ada.get('/admin/log?page=2')];
    expect(rows(first.page)).toHaveLength(25);
    expect(rows(second.page).length).toBeGreaterThan(5);
  });
});

describe('an event', () => {
  test('shows the checks in order, and expected beside actual for the failed one', async () => {
    const list = (await ada.get(`/admin/log?q=${requestId}`)).page;
    const { page } = await ada.get(/href="(\/admin\/log\/[^"]+)"/.exec(list)![1]!);
    const checks = [
      ...page.matchAll(/<li[^>]*>\s*<p class="verdict">\s*<span><code>(.*?)<\/code>[\s\S]*?(Passed|Failed)/g),
    ];
    const order = checks.map(([, check, result]) => `${check!} ${result!}`);
    expect(order.slice(0, 3)).toEqual(['query Passed', 'authorization Passed', 'token Passed']);
    expect(order.slice(-2)).toEqual(['htm Passed', 'htu Failed']);
    expect(textIn(page)).toContain(`Expected ${org.origin}/api/v1/apps Actual ${org.origin}/api/v1/<users>`);
    expect(page).not.toContain('<users>');
    for (const part of [requestId, 'GET /api/v1/apps', 'DPoP practice app', 'Ada Lovelace', '400']) {
      expect(textIn(page)).toContain(part);
    }
  });

  test('shows no token, proof or key', async () => {
    const key = await generateProofKey();
    const proof = await tokenProof(org, key);
    await postToken(
      org,
      { grant_type: 'refresh_token', refresh_token: tokens.refreshToken!, client_id: '0oa1dpopspa00000DPoP' },
      { DPoP: proof },
    );
    const paths = new Set<string>();
    for (const number of [1, 2]) {
      const { page } = await ada.get(`/admin/log?page=${number}`);
      for (const [, path] of page.matchAll(/href="(\/admin\/log\/[^"]+)"/g)) paths.add(path!);
    }
    const pages = await Promise.all([...paths].map(async (path) => (await ada.get(path)).page));
    const all = pages.join();
    for (const secret of [tokens.accessToken, tokens.refreshToken!, proof]) {
      for (const part of secret.split('.')) if (part.length > 40) expect(all).not.toContain(part);
    }
  });
});
