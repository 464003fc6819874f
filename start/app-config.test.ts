import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readAppConfig } from './app-config.js';

const shipped = join(import.meta.dirname, '../public/okta.config.json');
const directory = mkdtempSync(join(tmpdir(), 'app-config-'));
const edited = join(directory, 'okta.config.json');
afterAll(() => rmSync(directory, { recursive: true }));

test('the shipped config follows the org to another port, and offers its modes', () => {
  const config = JSON.parse(readAppConfig(shipped, 'http://localhost:5280')) as object;
  expect(config).toEqual({
    ...JSON.parse(readFileSync(shipped, 'utf8')),
    issuer: 'http://localhost:5280',
    modes: [expect.objectContaining({ dpop: true }), expect.objectContaining({ dpop: false })],
  });
});

test('each mode is an app of the shipped org', () => {
  const config = readAppConfig(shipped, 'http://localhost:4280');
  const { modes } = JSON.parse(config) as { modes: { clientId: string }[] };
  const seed = readFileSync(join(import.meta.dirname, '../org/seed.json'), 'utf8');
  for (const { clientId } of modes) expect(seed).toContain(`"${clientId}"`);
});

test.each([
  '{"issuer":"https://dev-123.okta.com"}',
  '{"issuer":"http://localhost:4281"}',
  '{"issuer":"http://localhost:4280/oauth2/default"}',
  '{"issuer":"http://localhost:4280",',
  'null',
])('any other config is given as it stands: %s', (text) => {
  writeFileSync(edited, text);
  expect(readAppConfig(edited, 'http://localhost:5280')).toBe(text);
});
