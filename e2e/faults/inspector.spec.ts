import { ADA } from '../people.js';
import { jktOf } from '../proof.js';
import { ENGINES } from '../tags.js';
import type { Exchange } from '../wire.js';
import type { Tab } from './tab.js';
import { expect, test } from './test.js';

/** What the app calls, in contrast to pages of the org. */
const CALLS = /^\/(api\/v1\/.*|oauth2\/v1\/(token|userinfo|revoke|keys)|\.well-known\/openid-configuration)$/;

/** What the record has of an entry (src/app/learn/record/entry.ts). */
interface Entry {
  id: number;
  kind: string;
  to?: string;
  method: string;
  url: string;
  attempt: number;
  group: number;
  proof?: { thumbprint: string; claims: { jti: string; nonce?: string; ath?: string } };
  token?: { hash: string };
  hash?: string;
  thumbprint?: string;
  checks?: { check: string; passed?: boolean }[];
  answer?: { status: number; nonce?: string; error?: string; requestId?: string };
}

interface Decision {
  request: { status: number };
  checks: { check: string; passed: boolean }[];
}

async function record(tab: Tab): Promise<Entry[]> {
  const entries = await tab.page.evaluate(() =>
    Object.entries(sessionStorage)
      .filter(([key]) => /^inspector:\d+$/.test(key))
      .map(([, value]) => JSON.parse(value as string) as unknown),
  );
  return (entries as Entry[]).sort((a, b) => a.id - b.id);
}

/** Everything in a session that nobody else should get to know. */
function secretsOf(exchanges: Exchange[]): string[] {
  const secrets = exchanges.flatMap(({ requestHeaders, responseHeaders, body, json }) => [
    requestHeaders['dpop']?.split('.')[2],
    /^(?:DPoP|Bearer) (.*)/.exec(requestHeaders['authorization'] ?? '')?.[1],
    new URLSearchParams(body ?? '').get('code'),
    new URLSearchParams(body ?? '').get('refresh_token'),
    responseHeaders['dpop-nonce'],
    json?.['access_token'],
    json?.['refresh_token'],
    json?.['id_token'],
  ]);
  return [...new Set(secrets.filter((secret) => typeof secret === 'string' && secret !== ''))] as string[];
}

test(
  'a whole session: the record is what the org saw, one to one, and holds no secret',
  ENGINES,
  async ({ tab, ground, network }) => {
    test.slow();
    const said: string[] = [];
    const wire: { url: string; headers: Record<string, string> }[] = [];
    tab.page.on('request', (request) => {
      if (request.method() !== 'OPTIONS') wire.push({ url: request.url(), headers: request.headers() });
    });
    tab.page.on('console', (message) => said.push(message.text()));

    // Sign-in with a token that has to be renewed at its first use, profile, and an API that asks for its nonce.
    await ground.switch({ accessTokenLifetime: 30 });
    await tab.signIn(ADA);
    await ground.switch({ accessTokenLifetime: 3600 });
    await tab.press('link', 'Profile');
    await tab.sees(ADA.login, 'main');
    await ground.switch({ apiNonce: true });
    await tab.press('link', 'Users');
    await tab.seesUsers();
    // A busy server.
    await ground.switch({ serverErrors: 1 });
    await tab.press('button', 'Next page');
    await tab.sees('Page 2');
    // A clock that is an hour ahead of this browser's: the proof is refused.
    await ground.switch({ clockShift: 3000 });
    await tab.press('button', 'Next page');
    await tab.sees('See the request and its checks', '[role=alert]');

    await tab.press('link', 'See the request and its checks');
    await tab.sees('The API stopped the request.');
    await tab.sees('The clocks differ.');
    const shown = await tab.text();
    const { href } = new URL(tab.page.url());
    await ground.switch({ clockShift: 0 });
    await tab.press('button', 'Sign out');
    await tab.isAt('/');
    await tab.isSignedIn(false);

    const entries = await record(tab);
    const exchanges = entries.filter(({ kind }) => kind === 'exchange');

    // One to one with what the org saw, and with what the browser says that it sent.
    const line = (method: string, url: string, status = 0): string => `${method} ${url} ${status}`;
    const atOrg = network.to().filter(({ url, requestHeaders }) => isCall(url, requestHeaders));
    const recorded = exchanges.map(({ method, url, answer }) => line(method, url, answer?.status));
    expect(recorded).toEqual(atOrg.map(({ method, url, status }) => line(method, url.href, status)));
    const sent = wire.filter(({ url, headers }) => url.startsWith(ground.org) && isCall(new URL(url), headers));
    expect(exchanges.map(({ url }) => url)).toEqual(sent.map(({ url }) => url));
    const jtis = atOrg.map(({ requestHeaders }) => jtiOf(requestHeaders['dpop']));
    expect(exchanges.map(({ proof }) => proof?.claims.jti)).toEqual(jtis);

    // What is no request: in order, once.
    expect(
      entries.filter(({ kind }) => kind !== 'exchange').map(({ kind, to }) => [kind, to].join(' ').trim()),
    ).toEqual(['redirect authorize', 'callback', 'keys-made', 'token', 'token', 'keys-cleared', 'redirect logout']);

    // The verdicts are those of the org.
    for (const { url, answer, checks } of exchanges.filter(({ proof }) => proof)) {
      const decision = await decisionOf(ground.org, answer!.requestId!);
      expect(decision.request.status, url).toBe(answer!.status);
      const failed = decision.checks.filter(({ passed }) => !passed).map(({ check }) => check);
      const expected =
        answer!.error === 'use_dpop_nonce' ? ['nonce'] : answer!.error === 'invalid_dpop_proof' ? ['iat'] : [];
      expect(failed, url).toEqual(expected);
      // This page finds the same, but for what it cannot know: the clock of the org.
      const here = checks!.filter(({ passed }) => passed === false).map(({ check }) => check);
      expect(
        here.filter((check) => check !== 'nonce'),
        url,
      ).toEqual([]);
    }
    expect(exchanges.map(({ answer }) => answer?.error).filter(Boolean)).toEqual([
      'use_dpop_nonce',
      'use_dpop_nonce',
      'use_dpop_nonce',
      'E0000010',
      'invalid_dpop_proof',
    ]);

    // Threads: one key, the tokens that name it, the proofs that name the tokens, the nonces and who used them.
    const [made] = entries.filter(({ kind }) => kind === 'keys-made');
    const tokens = entries.filter(({ kind }) => kind === 'token');
    const keys = [
      ...exchanges.flatMap(({ proof }) => proof?.thumbprint ?? []),
      ...tokens.map((each) => each.thumbprint),
    ];
    expect(new Set(keys)).toEqual(new Set([made!.thumbprint]));
    const accessTokens = atOrg.flatMap(({ json }) =>
      typeof json?.['access_token'] === 'string' ? [json['access_token']] : [],
    );
    for (const token of accessTokens) expect(jktOf(token)).toBe(made!.thumbprint);
    const hashes = tokens.map(({ hash }) => hash);
    for (const { proof } of exchanges) if (proof?.claims.ath) expect(hashes).toContain(proof.claims.ath);
    for (const [index, { answer, group }] of exchanges.entries()) {
      if (answer?.error !== 'use_dpop_nonce') continue;
      const next = exchanges.slice(index + 1).find((exchange) => exchange.group === group);
      expect(next?.proof?.claims.nonce).toBe(answer.nonce);
    }

    // No secret: in the storage, on the page, in its address, in the console.
    const secrets = secretsOf(atOrg);
    expect(secrets.length).toBeGreaterThan(10);
    const kept = await tab.page.evaluate(() =>
      JSON.stringify(Object.entries(sessionStorage).filter(([key]) => key.startsWith('inspector'))),
    );
    for (const secret of secrets) {
      for (const place of [kept, shown, href, said.join('\n')]) expect(place.includes(secret)).toBe(false);
    }
  },
);

/** Without the request by which a message measures the clock of the org: it is none of the session. */
function isCall({ pathname }: URL, headers: Record<string, string>): boolean {
  const isMeasuring = pathname.startsWith('/.well-known/') && !('x-okta-user-agent-extended' in headers);
  return CALLS.test(pathname) && !isMeasuring;
}

function jtiOf(proof: string | undefined): string | undefined {
  if (proof === undefined) return undefined;
  return (JSON.parse(Buffer.from(proof.split('.')[1]!, 'base64url').toString()) as { jti: string }).jti;
}

async function decisionOf(org: string, requestId: string): Promise<Decision> {
  return (await (await fetch(`${org}/practice/v1/decisions?request=${requestId}`)).json()) as Decision;
}
