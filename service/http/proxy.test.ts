import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientAt } from '../testing/client-at.js';
import { startConnectProxy, type ConnectProxy } from '../testing/connect-proxy.js';
import { startScriptedOrg, type ScriptedOrg } from '../testing/scripted-org.js';
import { selfSignedCertificate } from '../testing/self-signed-certificate.js';
import { readProxySettings } from './proxy.js';

const ORG = 'https://org.invalid';
const tls = selfSignedCertificate('org.invalid');
const portOf = ({ origin }: { origin: string }): number => Number(new URL(origin).port);

let org: ScriptedOrg;
let proxy: ConnectProxy;
beforeEach(async () => {
  org = await startScriptedOrg({ tls });
  proxy = await startConnectProxy(portOf(org));
});
afterEach(async () => {
  await proxy.close();
  await org.close();
});

/** The error of a call, with its remedy. */
async function failure(orgUrl: string, httpsProxy?: string, noProxy?: string): Promise<string> {
  const settings = { httpsProxy, noProxy };
  const error: unknown = await clientAt(orgUrl, { proxy: settings, wait: async () => undefined })
    .call('GET', '/api/v1/users')
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'ServiceError', code: 'ERR_UNREACHABLE' });
  const { message, remedy } = error as { message: string; remedy: string };
  return `${message} ${remedy}`;
}

test('the org is reached by the proxy, and the certificate is that of the org', async () => {
  // The request fails at the certificate only. service/production.test.ts trusts it.
  const text = await failure(ORG, proxy.origin);
  expect(text).toMatch(/The certificate of org\.invalid is not trusted .*NODE_EXTRA_CA_CERTS=FILE/);
  expect(proxy.asked).toEqual(['org.invalid:443']);
});

test.each(['org.invalid', '.invalid', 'other.example, ORG.invalid:443', '*'])(
  'NO_PROXY=%s leaves it out',
  async (noProxy) => {
    expect(await failure(ORG, proxy.origin, noProxy)).toMatch(
      /org\.invalid cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)/,
    );
    expect(proxy.asked).toEqual([]);
  },
);

test('an org on this machine is reached without the proxy', async () => {
  expect(await failure(org.origin, proxy.origin)).toContain('The certificate');
  expect(proxy.asked).toEqual([]);
});

describe('an error names the cause and what to do:', () => {
  test.each([
    [407, /The proxy requires a user name and a password for org\.invalid \(407\)\. .*HTTPS_PROXY=http:\/\/USER/],
    [403, /The proxy does not allow connections to org\.invalid \(403\)\. .*NO_PROXY/],
    [502, /The proxy cannot connect to org\.invalid \(502\)\./],
  ])('a proxy that answers %i', async (status, text) => {
    const refusing = await startConnectProxy(portOf(org), status);
    expect(await failure(ORG, refusing.origin)).toMatch(text);
    await refusing.close();
  });

  test('a proxy that is not there', async () => {
    const { origin } = proxy;
    await proxy.close();
    expect(await failure(ORG, origin)).toContain(
      `The proxy: ${origin} refused the connection (ECONNREFUSED). Check HTTPS_PROXY`,
    );
  });

  test('http spoken at an https address', async () => {
    const plain = await startScriptedOrg();
    expect(await failure(plain.origin.replace('http:', 'https:'))).toMatch(/does not speak TLS .*an address for http/);
    await plain.close();
  });

  test('https spoken at an http address', async () => {
    expect(await failure(org.origin.replace('https:', 'http:'))).toMatch(/closed early|does not answer in HTTP/);
  });

  test('a certificate for another host', async () => {
    expect(await failure(org.origin)).toMatch(/The certificate (of|is not for) 127\.0\.0\.1/);
  });
});

describe('the proxy of the environment', () => {
  const read = (env: Record<string, string>): unknown => readProxySettings((name) => env[name]);
  test.each<[env: Record<string, string>, httpsProxy: string | undefined, noProxy: string | undefined]>([
    [{}, undefined, undefined],
    [{ HTTPS_PROXY: 'http://proxy:8080', NO_PROXY: 'a' }, 'http://proxy:8080', 'a'],
    [{ https_proxy: 'http://lower', HTTPS_PROXY: 'http://upper' }, 'http://lower', undefined],
    [{ HTTPS_PROXY: 'proxy.example.com:8080' }, 'http://proxy.example.com:8080', undefined],
    [{ HTTP_PROXY: 'http://proxy:8080' }, undefined, undefined],
  ])('%j', (env, httpsProxy, noProxy) => {
    expect(read(env)).toEqual({ httpsProxy, noProxy });
  });

  test.each(['socks5://user:secret@proxy', 'http://', 'http://user:secret@'])(
    '%s is rejected without being shown',
    (HTTPS_PROXY) => {
      expect(() => read({ HTTPS_PROXY })).toThrow('HTTPS_PROXY: Not the URL of a proxy.');
      expect(() => read({ HTTPS_PROXY })).not.toThrow('secret');
    },
  );
});
