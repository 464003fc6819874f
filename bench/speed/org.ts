import { createHash } from 'node:crypto';
import { Pool } from 'undici';
import { makeProof } from '../../dpop/make-proof.js';
import { generateProofKey, type ProofKey } from '../../dpop/proof-key.js';
import { thumbprint } from '../../dpop/thumbprint.js';
import { freePort } from '../../org/testing/free-port.js';
import { clientAssertion, credentialsForm, SERVICE_APP, serviceKey } from '../../org/testing/service.js';
import { signIn } from '../../org/testing/sign-in.js';
import { BEARER_APP } from '../../org/testing/test-org.js';
import { Replays } from '../../org/tokens/replays.js';
import type { Bench, Breakdown, Comparison, Counts, Outcome, Run } from '../figures.js';
import { alternate } from '../measure/alternate.js';
import { median, ratios } from '../measure/statistics.js';
import { MeasuredProcess } from '../process/measured-process.js';
import type { OrgSettings } from '../process/org-program.js';
import { startToAnswer } from '../process/start-to-answer.js';

const REQUESTS = 200;
const AT_ONCE = 8;
const CHECKS = 400;
const PATH = '/api/v1/users/me';

type OrgProcess = MeasuredProcess<{ origin: string }>;

/** Requests that were answered, by one process. */
interface Block {
  /** Requests a second. */
  rate: number;
  /** Microseconds of CPU time for each request, of the process that answers. */
  cpu: number;
}

/** The local org: requests with a proof beside bearer requests and bare signature checks, and token requests beside oidc-provider. */
export const org: Bench = {
  title: 'Org',
  about:
    'The local org, in a process of its own, gets requests whose tokens and proofs it verifies. Its CPU time is that of all its threads.',
  async run(run) {
    const client = await serviceKey('ES256');
    const settings: OrgSettings = { jwk: client.jwk };
    const process = await MeasuredProcess.start<{ origin: string }>('org-program.ts', settings);
    try {
      const outcomes = [await apiRequests(process, run), await tokenRequests(process, client, run)];
      run.progress('memory');
      const memory = await memoryOfProofs(process, run);
      run.progress('start to first answer');
      const start = await firstAnswer(run);
      return {
        figures: [...outcomes.flatMap((outcome) => outcome.figures), memory, start],
        goals: outcomes.flatMap((outcome) => outcome.goals),
      };
    } finally {
      await process.end();
    }
  },
};

async function apiRequests(org: OrgProcess, { rounds, progress }: Run): Promise<Outcome> {
  progress('requests of the API');
  const { origin } = org.started;
  const pool = new Pool(origin, { connections: AT_ONCE });
  const bearer = await signIn({ origin }, { clientId: BEARER_APP });
  const rs256 = await signIn({ origin }, { key: await generateProofKey('RS256') });
  const es256 = await signIn({ origin }, { key: await generateProofKey('ES256') });
  const keys = (await (await fetch(`${origin}/oauth2/v1/keys`)).json()) as { keys: [object] };
  // Of an ID token, which is signed like an access token and whose key is public.
  const signatures = {
    token: { jwt: bearer.idToken!, jwk: keys.keys[0], alg: 'RS256' },
    RS256: { jwt: await proofFor(origin, rs256), jwk: rs256.key.jwk, alg: 'RS256' },
    ES256: { jwt: await proofFor(origin, es256), jwk: es256.key.jwk, alg: 'ES256' },
  };
  const verify = (name: keyof typeof signatures) => async (): Promise<Block> => ({
    rate: 0,
    cpu: await org.ask<number>('verify', { ...signatures[name], calls: CHECKS }),
  });
  const decide =
    (name: 'RS256' | 'ES256', { accessToken, key }: { accessToken: string; key: ProofKey }) =>
    async (): Promise<Block> => {
      const request = {
        method: 'GET',
        url: origin + PATH,
        proofs: [signatures[name].jwt],
        now: iat,
        accessToken: { scheme: 'DPoP', value: accessToken, jkt: await thumbprint(key.jwk) },
      };
      return { rate: 0, cpu: await org.ask<number>('decide', { request, calls: CHECKS }) };
    };
  const iat = Math.floor(Date.now() / 1000);

  const results = await alternate(
    {
      'bearer': async () => {
        const headers = { Authorization: `Bearer ${bearer.accessToken}` };
        return sendAll(org, pool, Array.from({ length: REQUESTS }, () => headers)); // prettier-ignore
      },
      'DPoP, ES256': async () => sendAll(org, pool, await headersWithProofs(origin, es256)),
      'DPoP, RS256': async () => sendAll(org, pool, await headersWithProofs(origin, rs256)),
      'token check': verify('token'),
      'ES256 check': verify('ES256'),
      'RS256 check': verify('RS256'),
      'ES256 decide': decide('ES256', es256),
      'RS256 decide': decide('RS256', rs256),
    },
    { rounds: rounds(11), warmUp: 2 },
  );
  await pool.close();

  const cpuRounds = (name: keyof typeof results): number[] => results[name].map(({ cpu }) => cpu);
  const cpu = (name: keyof typeof results): number => median(cpuRounds(name));
  const sum = (a: keyof typeof results, b: keyof typeof results): number[] =>
    cpuRounds(a).map((value, round) => value + cpuRounds(b)[round]!);
  const comparison: Comparison = {
    kind: 'comparison',
    id: 'org-cpu',
    title: 'CPU time for a request of the API',
    unit: 'µs CPU',
    better: 'less',
    base: 'bearer',
    rows: [
      { name: 'DPoP, ES256', role: 'ours', rounds: cpuRounds('DPoP, ES256') },
      { name: 'DPoP, RS256', role: 'ours', rounds: cpuRounds('DPoP, RS256') },
      { name: 'bearer', role: 'reference', rounds: cpuRounds('bearer') },
      { name: 'two checks alone, ES256', role: 'reference', rounds: sum('token check', 'ES256 check') },
      { name: 'two checks alone, RS256', role: 'limit', rounds: sum('token check', 'RS256 check') },
    ],
    notes: [
      '“Two checks alone” are the signature of the access token and that of the proof, verified by jose in the same process: no server can do with less.',
    ],
  };
  const rate: Comparison = {
    kind: 'comparison',
    id: 'org-rate',
    title: `Verified requests a second, ${AT_ONCE} at once`,
    unit: 'requests/s',
    better: 'more',
    base: 'bearer',
    rows: (['DPoP, ES256', 'DPoP, RS256', 'bearer'] as const).map((name) => ({
      name,
      role: name === 'bearer' ? 'reference' : 'ours',
      rounds: results[name].map((value) => value.rate),
    })),
  };
  const parts = (alg: 'ES256' | 'RS256'): Breakdown['bars'][number]['parts'] => [
    { name: 'HTTP, routing, log', value: cpu('bearer') - cpu('token check') },
    { name: 'signature of the token', value: cpu('token check') },
    { name: 'signature of the proof', value: cpu(`${alg} check`) },
    { name: 'other checks of the proof', value: Math.max(0, cpu(`${alg} decide`) - cpu(`${alg} check`)) },
    {
      name: 'the rest of DPoP',
      value: Math.max(0, cpu(`DPoP, ${alg}`) - cpu('bearer') - cpu(`${alg} decide`)),
    },
  ];
  const breakdown: Breakdown = {
    kind: 'breakdown',
    id: 'org-parts',
    title: 'What a request with a proof is made of',
    unit: 'µs CPU',
    bars: (['ES256', 'RS256'] as const).map((alg) => ({ name: `DPoP, ${alg}`, parts: parts(alg) })),
    notes: [
      '“The rest of DPoP” is what differs between the requests beside `decide`: a header of about 700 bytes more to parse, the `jti` that is remembered, and a dozen checks more in the System Log.',
    ],
  };
  const goals = (['ES256', 'RS256'] as const).map((alg) => {
    const more = cpu(`DPoP, ${alg}`) - cpu('bearer');
    const [, , check, others, rest] = parts(alg).map(({ value }) => value);
    const times = more / check!;
    return {
      goal: `DPoP request at the org, ${alg}: at most bearer + 2 × one signature check`,
      actual: `bearer + ${times.toFixed(2)} × (${more.toFixed(0)} µs, a check ${check!.toFixed(0)} µs)`,
      met: times <= 2,
      why: `Of the ${more.toFixed(0)} µs, ${check!.toFixed(0)} are the signature, ${others!.toFixed(0)} the other checks of the proof, and ${rest!.toFixed(0)} the rest: a longer header, the \`jti\` that is remembered, a longer entry of the log.`,
    };
  });
  return { figures: [comparison, breakdown, rate], goals };
}

/** Sends requests to the org, eight at a time. */
async function sendAll(
  org: MeasuredProcess<unknown>,
  pool: Pool,
  requests: Record<string, string>[],
  request: { method: 'GET' | 'POST'; path: string; bodies?: string[] } = { method: 'GET', path: PATH },
): Promise<Block> {
  const { bodies, ...rest } = request;
  const cpu = await org.cpu();
  const begin = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < requests.length) {
        const index = next++;
        const { statusCode, body } = await pool.request({ ...rest, headers: requests[index]!, body: bodies?.[index] });
        const text = await body.text();
        if (statusCode !== 200) throw new Error(`${rest.path} answers ${statusCode}: ${text}`);
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  return { rate: requests.length / seconds, cpu: ((await org.cpu()) - cpu) / requests.length };
}

interface Session {
  accessToken: string;
  key: ProofKey;
}

function proofFor(origin: string, { accessToken, key }: Session): Promise<string> {
  const ath = createHash('sha256').update(accessToken).digest('base64url');
  return makeProof(key, { htm: 'GET', htu: origin + PATH, ath });
}

function headersWithProofs(origin: string, session: Session, count = REQUESTS): Promise<Record<string, string>[]> {
  const Authorization = `DPoP ${session.accessToken}`;
  return Promise.all(
    Array.from({ length: count }, async () => ({ Authorization, DPoP: await proofFor(origin, session) })),
  );
}

/** Token requests of a service app: an assertion and a proof with a nonce, answered with a JWT. */
async function tokenRequests(
  org: OrgProcess,
  client: Awaited<ReturnType<typeof serviceKey>>,
  { rounds, progress }: Run,
): Promise<Outcome> {
  progress('token requests');
  const provider = await MeasuredProcess.start<{ origin: string }>('provider-program.ts', {
    clientId: SERVICE_APP,
    jwk: client.jwk,
  });
  const proofKey = await generateProofKey();
  const block = async (process: OrgProcess, path: string, nonce: string): Promise<Block> => {
    const { origin } = process.started;
    const pool = new Pool(origin, { connections: AT_ONCE });
    const count = 100;
    const headers: Record<string, string>[] = [];
    const bodies: string[] = [];
    for (let number = 0; number < count; number++) {
      const assertion = await clientAssertion({ origin }, client, { aud: origin + path });
      bodies.push(String(new URLSearchParams(credentialsForm(assertion))));
      headers.push({
        'Content-Type': 'application/x-www-form-urlencoded',
        'DPoP': await makeProof(proofKey, { htm: 'POST', htu: origin + path, nonce }),
      });
    }
    const result = await sendAll(process, pool, headers, { method: 'POST', path, bodies });
    await pool.close();
    return result;
  };
  const nonceOf = async ({ started: { origin } }: OrgProcess, path: string): Promise<string> => {
    const response = await fetch(origin + path, {
      method: 'POST',
      body: new URLSearchParams(credentialsForm(await clientAssertion({ origin }, client, { aud: origin + path }))),
      headers: { DPoP: await makeProof(proofKey, { htm: 'POST', htu: origin + path }) },
    });
    const nonce = response.headers.get('DPoP-Nonce');
    if (nonce === null) throw new Error(`${path} gave no nonce: ${await response.text()}`);
    return nonce;
  };
  const [ORG, PLAIN] = ['/oauth2/v1/token', '/token'];
  const nonces = { org: await nonceOf(org, ORG), plain: await nonceOf(provider, PLAIN) };
  const results = await alternate(
    {
      'org': () => block(org, ORG, nonces.org),
      'oidc-provider': () => block(provider, PLAIN, nonces.plain),
    },
    { rounds: rounds(11), warmUp: 2 },
  );
  await provider.end();
  const ratio = median(ratios(results.org.map(({ cpu }) => cpu), results['oidc-provider'].map(({ cpu }) => cpu))); // prettier-ignore
  return {
    figures: [
      {
        kind: 'comparison',
        id: 'org-token',
        title: 'CPU time for a token request (client credentials, DPoP with a nonce)',
        unit: 'µs CPU',
        better: 'less',
        base: 'oidc-provider',
        rows: [
          { name: 'org', role: 'ours', rounds: results.org.map(({ cpu }) => cpu) },
          { name: 'oidc-provider', role: 'reference', rounds: results['oidc-provider'].map(({ cpu }) => cpu) },
        ],
        notes: [
          `Both verify an assertion and a proof and sign a JWT by RS256. The org takes ${ratio.toFixed(2)} × the CPU time of plain oidc-provider; it also writes a file with its state and the System Log, while oidc-provider keeps all in memory.`,
        ],
      },
    ],
    goals: [],
  };
}

/** As many different proofs as can be sent in some seconds, and 100,000 in the store of the org alone. */
async function memoryOfProofs(org: OrgProcess, { rounds }: Run): Promise<Counts> {
  const { origin } = org.started;
  const session = await signIn({ origin });
  const pool = new Pool(origin, { connections: AT_ONCE });
  const total = rounds(20) * 1000;
  const before = await org.memory();
  for (let sent = 0; sent < total; sent += 1000) {
    await sendAll(org, pool, await headersWithProofs(origin, session, 1000));
  }
  const after = await org.memory();
  await pool.close();

  globalThis.gc?.();
  const empty = process.memoryUsage().heapUsed;
  const replays = new Replays(() => 0);
  for (let number = 0; number < 100_000; number++) replays.remember('jkt', crypto.randomUUID(), 300);
  globalThis.gc?.();
  const full = process.memoryUsage().heapUsed;
  if (replays.size !== 100_000) throw new Error('The store has forgotten proofs.');

  const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return {
    kind: 'counts',
    title: 'Memory for used proofs',
    columns: ['', 'Heap before', 'Heap after', 'For each proof', 'RSS'],
    rows: [
      [
        `org, ${total.toLocaleString('en')} requests with different proofs`,
        megabytes(before.heapUsed),
        megabytes(after.heapUsed),
        `${((after.heapUsed - before.heapUsed) / total).toFixed(0)} bytes`,
        `${megabytes(before.rss)} → ${megabytes(after.rss)}`,
      ],
      [
        'its store of used proofs alone, 100,000 proofs',
        '–',
        `+ ${megabytes(full - empty)}`,
        `${((full - empty) / 100_000).toFixed(0)} bytes`,
        '–',
      ],
    ],
    notes: [
      `100,000 requests would take more than a minute, so the org gets ${total.toLocaleString('en')} and its store alone gets 100,000. The store takes 200,000 at most ([why](../org/tokens/replays.ts)).`,
    ],
  };
}

async function firstAnswer({ rounds }: Run): Promise<Comparison> {
  const [orgPort, providerPort] = [await freePort(), await freePort()];
  const env = { ORG_PORT: String(orgPort), ORG_STATE_DIR: 'memory' };
  const discovery = '/.well-known/openid-configuration';
  const results = await alternate(
    {
      'org': () => startToAnswer({ file: 'org/main.ts', env }, `http://localhost:${orgPort}${discovery}`),
      'oidc-provider': () =>
        startToAnswer(
          { file: 'bench/process/provider-program.ts', args: [JSON.stringify({ port: providerPort })] },
          `http://127.0.0.1:${providerPort}${discovery}`,
        ),
    },
    { rounds: rounds(5) },
  );
  return {
    kind: 'comparison',
    id: 'org-start',
    title: 'From the start of the org to its first answer',
    unit: 'ms',
    better: 'less',
    base: 'oidc-provider',
    rows: [
      { name: 'org', role: 'ours', rounds: results.org },
      { name: 'oidc-provider', role: 'reference', rounds: results['oidc-provider'] },
    ],
    notes: ['Both by `tsx`, with a new state: the org makes two RSA keys, plain oidc-provider one.'],
  };
}
