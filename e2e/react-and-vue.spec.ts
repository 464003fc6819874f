import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { addOrphanKeys, storedKeys } from './keys.js';
import { ADA } from './people.js';
import { openPlace, type Place } from './place.js';
import { athOf, accessTokenOf, verifyProof } from './proof.js';
import { enterCredentials } from './sign-in.js';
import { Wire } from './wire.js';

const root = join(import.meta.dirname, '..');

/** The files of docs/react-and-vue.md. */
const files = [
  ...readFileSync(join(root, 'docs/react-and-vue.md'), 'utf8').matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms),
];

/** What a framework does: it finishes sign-in at the callback, twice as React's StrictMode, and calls what the page exports. */
const MAIN = `
import { finishSignIn, isSignedIn, signIn, signOut, subscribe } from './auth/session';
import { protectedFetch } from './auth/protected-fetch';

let changes = 0;
subscribe(() => changes++);
Object.assign(window, { app: { changes: () => changes, isSignedIn, protectedFetch, signIn, signOut } });
if (location.pathname === '/login/callback')
  void Promise.all([finishSignIn(), finishSignIn()]).then(([to]) => history.replaceState(null, '', to));
`;

interface App {
  changes(): number;
  isSignedIn(): boolean;
  protectedFetch(input: string, init?: RequestInit): Promise<Response>;
  signIn(returnTo?: string): Promise<void>;
  signOut(): Promise<void>;
}
declare global {
  interface Window {
    app: App;
  }
}

let folder: string;
let place: Place;
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'react-and-vue-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [, name, text] of files) write(`src/${name!}`, text!);
  write('src/main.ts', MAIN);
  write('dist/index.html', '<!doctype html><title>Snippets</title><script type="module" src="/main.js"></script>');
  await build({
    entryPoints: [join(folder, 'src/main.ts')],
    outfile: join(folder, 'dist/main.js'),
    nodePaths: [join(root, 'node_modules')],
    bundle: true,
    format: 'esm',
    logLevel: 'warning',
  });
  place = await openPlace({
    wrapListener: (org) => (request, response) => {
      if (request.method !== 'GET' || request.url !== '/api/v1/moved') org(request, response);
      else response.writeHead(302, { 'Location': '/api/v1/apps', 'Access-Control-Allow-Origin': place.app }).end();
    },
  });
  place.serve(join(folder, 'dist'));
  place.configure(place.config); // for the policy of the app's server
});
test.afterAll(async () => {
  await place.close();
  rmSync(folder, { recursive: true });
});

/** The status of a request by the wrapper. */
const call = (page: Page, url: string, init: RequestInit = {}): Promise<number> =>
  page.evaluate(async ([to, how]) => (await window.app.protectedFetch(to, how)).status, [url, init] as const);

test('the code of the page signs in, calls the API with proofs, answers a nonce challenge, and signs out', async ({
  page,
  context,
}) => {
  expect(files.map(([, name]) => name)).toEqual(['auth/okta-auth.ts', 'auth/session.ts', 'auth/protected-fetch.ts']); // prettier-ignore
  const wire = new Wire(context);
  await page.goto(place.app);
  await addOrphanKeys(page, 2);
  await page.evaluate(() => window.app.signIn('/users?q=a')).catch(() => undefined); // the page is left meanwhile
  await enterCredentials(page, ADA);
  await page.waitForURL(`${place.app}/users?q=a`);
  expect(await page.evaluate(() => [window.app.isSignedIn(), window.app.changes() > 0])).toEqual([true, true]);
  expect(await storedKeys(page)).toMatchObject([{ extractable: false }]);
  // One challenge of the token endpoint, one exchange.
  expect((await wire.to('/oauth2/v1/token')).map(({ status }) => status)).toEqual([400, 200]);

  const users = `${place.org}/api/v1/users`;
  expect(await call(page, `${users}?limit=1#top`)).toBe(200);
  const [plain] = await wire.to('/api/v1/users');
  const proof = await verifyProof(plain!);
  expect(plain!.requestHeaders['authorization']).toMatch(/^DPoP /);
  expect(proof).toMatchObject({ htm: 'GET', htu: users, ath: athOf(accessTokenOf(plain!)) });
  expect(await call(page, `${users}/ada%40example.com`)).toBe(200);
  // The org reaches the check of the scope: proof and method were right.
  expect(await call(page, `${users}/00u1/lifecycle/suspend`, { method: 'POST' })).toBeGreaterThanOrEqual(403);
  await expect(call(page, `${place.org}/api/%2e%2e%2foauth2/v1/userinfo`)).rejects.toThrow(
    'No proof can name the path',
  );

  await expect(call(page, `${place.org}/api/v1/moved`)).rejects.toThrow('Failed to fetch');
  expect(await wire.to('/api/v1/apps')).toEqual([]);

  await fetch(`${place.org}/practice/v1/switches`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ apiNonce: true }),
  });
  expect([await call(page, users), await call(page, users)]).toEqual([200, 200]);
  const challenged = (await wire.to('/api/v1/users')).slice(1);
  expect(challenged.map(({ status }) => status < 400)).toEqual([false, true, true]);
  const nonces = await Promise.all(challenged.map(async (exchange) => (await verifyProof(exchange)).nonce));
  expect([nonces[0], nonces[1]]).toEqual([undefined, challenged[0]!.responseHeaders['dpop-nonce']]);

  expect(await call(page, '/okta.config.json')).toBe(200);
  const [own] = await wire.to('/okta.config.json');
  expect(own!.requestHeaders).not.toHaveProperty('authorization');
  expect(own!.requestHeaders).not.toHaveProperty('dpop');

  const back = page.waitForURL(`${place.app}/`);
  await page.evaluate(() => window.app.signOut()).catch(() => undefined);
  await back;
  expect(await page.evaluate(() => window.app.isSignedIn())).toBe(false);
  expect(await storedKeys(page)).toEqual([]);
  expect((await wire.to('/oauth2/v1/revoke')).map(({ status }) => status)).toEqual([200]);
});
