import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfiguration } from './configuration.js';
import type { ServiceConfiguration } from './service-configuration.js';
import { readVariables } from './variables.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'service-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const read = async (environment: Record<string, string> = {}, local = false): Promise<ServiceConfiguration> =>
  readConfiguration(readVariables(folder, { SERVICE_KEYS_DIR: folder, ...environment }), { bearer: false, local });
const write = (content: string | Buffer): void => writeFileSync(join(folder, '.env'), content);
const ENV = 'OKTA_ORG_URL=https://dev-1.okta.com\nOKTA_CLIENT_ID=0oa1service00SERVICE\n';

describe('the local org is not used instead of an org that is configured wrongly:', () => {
  test.each<[what: string, file: string | Buffer | undefined, environment: Record<string, string>, text: string]>([
    ['.env in UTF-16', Buffer.from(`\uFEFF${ENV}`, 'utf16le'), {}, 'Not encoded in UTF-8'],
    ['.env in UTF-16 without a byte order mark', Buffer.from(ENV, 'utf16le'), {}, 'Not encoded in UTF-8'],
    ['.env in another encoding', Buffer.from('# Zoë\n', 'latin1'), {}, 'Not encoded in UTF-8'],
    ['.env in the style of YAML', ENV.replaceAll('=', ': '), {}, 'OKTA_ORG_URL is followed by ":"'],
    ['.env with nested YAML', 'okta:\n  orgUrl: https://dev-1.okta.com\n', {}, '.env: Contains none of the variables'],
    ['.env with other variables', 'ORG_URL=https://dev-1.okta.com\n', {}, '.env: Contains none of the variables'],
    ['an empty .env', '', {}, '.env: Contains none of the variables'],
    ['.env with the names of the SDKs', 'OKTA_CLIENT_ORGURL=https://dev-1.okta.com\n', {}, 'OKTA_CLIENT_ORGURL (.env): Unknown. Did you mean OKTA_ORG_URL?'], // prettier-ignore
    ['the names of the SDKs', undefined, { OKTA_CLIENT_PRIVATEKEY: 'x' }, 'OKTA_CLIENT_PRIVATEKEY: Unknown. Did you mean OKTA_CC_PRIVATE_KEY_FILE?'], // prettier-ignore
    ['a name in lower case', undefined, { okta_org_url: 'x' }, 'okta_org_url: Unknown. Did you mean OKTA_ORG_URL?'],
    ['a token for the API', undefined, { OKTA_API_TOKEN: 'x' }, 'OKTA_API_TOKEN: Unknown. Expected OKTA_ORG_URL, '],
    ['empty variables', undefined, { OKTA_ORG_URL: '', OKTA_CLIENT_ID: '' }, 'OKTA_ORG_URL: Empty. Expected the URL'],
    ['empty variables in .env', 'OKTA_ORG_URL=\n', {}, 'OKTA_ORG_URL (.env): Empty. Expected the URL'],
    ['a misspelled name besides others', ENV + 'OKTA_SCOPE=okta.users.read\n', {}, 'OKTA_SCOPE (.env): Unknown. Did you mean OKTA_SCOPES?'], // prettier-ignore
    ['nothing, in continuous integration', undefined, { CI: 'true' }, 'No org is configured. With CI,'],
    ['nothing, in production', undefined, { NODE_ENV: 'production' }, 'With NODE_ENV=production,'],
  ])('%s', async (_, file, environment, text) => {
    if (file !== undefined) write(file);
    await expect(read(environment)).rejects.toMatchObject({ code: 'ERR_CONFIGURATION', message: expect.stringContaining(text) as unknown }); // prettier-ignore
  });
});

test('the local org is used if nothing is configured, or .env is about it, or by choice', async () => {
  expect((await read()).local).toBe(true);
  expect((await read({ CI: 'false', NODE_ENV: 'test' })).local).toBe(true);
  write('ORG_PORT=4281\n');
  expect((await read()).orgUrl).toBe('http://localhost:4281');
  write(ENV);
  expect((await read({ CI: 'true' }, true)).local).toBe(true);
});

test('variables of other programs are ignored if the org is configured', async () => {
  await read(); // creates the keys
  const configured = {
    OKTA_ORG_URL: 'https://dev-1.okta.com',
    OKTA_CLIENT_ID: '0oa1service00SERVICE',
    OKTA_SCOPES: 'okta.users.read',
    OKTA_CC_PRIVATE_KEY_FILE: 'client-key.json',
    OKTA_DPOP_PRIVATE_KEY_FILE: 'proof-key.json',
  };
  write('DATABASE_URL=x\n');
  expect(await read({ ...configured, OKTA_API_TOKEN: 'x', OKTA_BASE_URL: 'okta.com', CI: 'true' })).toMatchObject({
    local: false,
    orgUrl: 'https://dev-1.okta.com',
  });
});

test('a path of Windows in double quotes is read as it is', () => {
  write('OKTA_CC_PRIVATE_KEY_FILE="C:\\new\\cc.pem"\nOKTA_SCOPES="a\\nb"\n');
  const variables = readVariables(folder, {});
  expect([variables.get('OKTA_CC_PRIVATE_KEY_FILE'), variables.get('OKTA_SCOPES')]).toEqual([
    'C:\\new\\cc.pem',
    'a\nb',
  ]);
});
