import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runInTest } from '../cli/testing/run-in-test.js';
import { generateProofKey } from '../dpop/proof-key.js';
import { SERVICE_APP, serviceKey } from '../org/testing/service.js';
import { signIn } from '../org/testing/sign-in.js';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';
import { run } from './run.js';

const text = readFileSync(join(import.meta.dirname, '../docs/check-your-api.md'), 'utf8');

/** The commands of docs/check-your-api.md, as lists of arguments, with those of the workflow. */
const commands = [...text.matchAll(/^```(?:sh|yaml)\n(.*?)^```/gms)]
  .flatMap(([, block]) => block!.replaceAll(/ \\\n */g, ' ').split('\n'))
  .map((line) => /npm run (?:--silent )?attack(?: -- (.*?))?(?: > \S+)?$/.exec(line))
  .flatMap((found) => (found ? [found[1] ?? ''] : []));

const folder = mkdtempSync(join(tmpdir(), 'check-your-api-'));
let org: TestOrg;
beforeAll(async () => {
  org = await startTestOrg();
  const key = await generateProofKey('ES256', { extractable: true });
  writeFileSync(join(folder, 'token.txt'), `${(await signIn(org, { key })).accessToken}\n`);
  writeFileSync(join(folder, 'key.json'), JSON.stringify(await exportJWK(key.privateKey)));
  const client = await serviceKey();
  writeFileSync(join(folder, 'client.pem'), JSON.stringify(client.privateJwk));
  await fetch(`${org.origin}/practice/v1/apps/${SERVICE_APP}/keys/${client.jwk.kid}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(client.jwk),
  });
});
afterAll(async () => {
  await org.close();
  rmSync(folder, { recursive: true });
});

test('the document has commands', () => expect(commands).toHaveLength(7));

test.each(commands)('npm run attack -- %s: does what the document says', async (command) => {
  // The practice org is the API, and the client is one of its own.
  const args = command
    .replace(/https:\/\/api\.example\.com\/orders|"\$API"/, `${org.origin}/api/v1/users?limit=1`)
    .replace('https://dev-123456.okta.com', org.origin)
    .replace('0oa1 ', `${SERVICE_APP} `)
    .replace('orders.read', 'okta.users.read')
    .split(' ')
    .filter(Boolean);
  const { exitCode, printed } = runInTest(run, { args, env: { ORG_PORT: String(org.port) }, cwd: folder });
  expect([await exitCode, printed.stderr]).toEqual([0, '']);
  if (args.includes('--junit')) expect(printed.stdout).toContain('failures="0" errors="0"');
  else if (!args.includes('--list')) expect(printed.stdout).toMatch(/\d+ stopped, 0 got through/);
});
