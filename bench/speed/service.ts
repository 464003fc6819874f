import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Comparison, Row } from '../figures.js';
import { alternate } from '../measure/alternate.js';
import { microseconds } from '../measure/cpu-time.js';
import { median, ratios } from '../measure/statistics.js';
import { MeasuredProcess } from '../process/measured-process.js';
import { startToLine } from '../process/start-to-answer.js';
import { CLIENTS, type ClientSettings } from './service-clients.js';

const CALLS = 200;

/** The clients by the names that the page uses. The tutorial knows RS256 only. */
const COMPARED = {
  'service, ES256': { client: 'service', alg: 'ES256', role: 'ours' },
  'service, RS256': { client: 'service', alg: 'RS256', role: 'ours' },
  'openid-client, ES256': { client: 'openidClient', alg: 'ES256', role: 'reference' },
  'openid-client, RS256': { client: 'openidClient', alg: 'RS256', role: 'reference' },
  'tutorial, RS256': { client: 'tutorial', alg: 'RS256', role: 'reference' },
  'the request alone': { client: 'request', alg: 'ES256', role: 'limit' },
} as const;

type Name = keyof typeof COMPARED;

const NAMES = Object.keys(COMPARED) as Name[];
const BASE: Name = 'tutorial, RS256';

interface Block {
  /** Calls a second. */
  rate: number;
  /** Microseconds of CPU time for each call. */
  cpu: number;
}

/** The service beside the tutorial's program and openid-client alone. */
export const service: Bench = {
  title: 'Service',
  about:
    'The service client beside a program that does what that of Okta’s tutorial does, and beside `openid-client` alone, at an org in another process that verifies nothing.',
  async run({ rounds, progress }) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-service-'));
    const org = await MeasuredProcess.start<{ origin: string }>('api-program.ts');
    try {
      const settings = { ES256: writeKeys(folder, org.started.origin, 'ES256'), RS256: writeKeys(folder, org.started.origin, 'RS256') }; // prettier-ignore
      const calls = {} as Record<Name, () => Promise<unknown>>;
      for (const name of NAMES) {
        const { client, alg } = COMPARED[name];
        calls[name] = await (await CLIENTS[client]())(settings[alg]);
      }

      const measured: Record<number, Record<Name, Block[]>> = {};
      for (const atOnce of [1, 20]) {
        progress(`${atOnce} calls at once`);
        measured[atOnce] = await alternate(
          perName((name) => () => block(calls[name], atOnce)),
          { rounds: rounds(11), warmUp: 1 },
        );
      }
      const [one, twenty] = [measured[1]!, measured[20]!];

      progress('time to the first result');
      const first = await alternate(
        perName((name) => () => {
          const { client, alg } = COMPARED[name];
          const args = [JSON.stringify({ client, settings: settings[alg] })];
          return startToLine({ file: 'bench/process/first-result.ts', args }, 'first result');
        }),
        { rounds: rounds(4) },
      );

      const rate = (name: Name): number[] => twenty[name].map((value) => value.rate);
      const overTutorial = median(ratios(rate('service, ES256'), rate(BASE)));
      const overOpenid = median(ratios(rate('service, ES256'), rate('openid-client, ES256')));
      const sameAlg = median(ratios(rate('service, RS256'), rate(BASE)));
      const cpu = (name: Name): number => median(twenty[name].map((value) => value.cpu));
      return {
        figures: [
          figure('service-rate-20', 'Calls a second, 20 at once', 'calls/s', 'more', twenty, (value) => value.rate, [
            `A good part of the distance to the tutorial is the algorithm: Okta accepts ES256, which is cheaper to sign. With RS256, as the tutorial, the service makes ${sameAlg.toFixed(2)} × its calls: it signs in other threads, and the tutorial’s program on the one that does everything else.`,
          ]),
          figure(
            'service-rate-1',
            'Calls a second, one after the other',
            'calls/s',
            'more',
            one,
            (value) => value.rate,
          ),
          figure('service-cpu', 'CPU time for each call, 20 at once', 'µs CPU', 'less', twenty, (value) => value.cpu),
          {
            ...figure('service-first', 'From the start of the program to its first result', 'ms', 'less', first, (value) => value), // prettier-ignore
            notes: [
              'With `tsx`, as `npm run service` starts. Most of it is loading and compiling modules; [the bundle for production](service-in-production.md) has less to load.',
            ],
          },
        ],
        goals: [
          {
            goal: 'Service at least 2.5 × the calls of the tutorial’s program, 20 at once',
            actual: `${overTutorial.toFixed(2)} ×`,
            met: overTutorial >= 2.5,
            why: `Of the ${cpu(BASE).toFixed(0)} µs CPU that a call of the tutorial’s program takes, the service saves the RS256 signature; ${cpu('service, ES256').toFixed(0)} µs remain, of which ${cpu('the request alone').toFixed(0)} µs are the request itself.`,
          },
          {
            goal: 'Service at least as many calls as openid-client alone, 20 at once',
            actual: `${overOpenid.toFixed(2)} ×`,
            met: overOpenid >= 1,
            why: `It takes ${(cpu('service, ES256') - cpu('openid-client, ES256')).toFixed(0)} µs CPU more for each call: by the profile a body that is read piece by piece, so that its size is limited, and a Response made of it anew; an AbortSignal with a time limit for each request; and the secrets to keep out of error messages. The request alone takes ${cpu('the request alone').toFixed(0)} µs.`,
          },
        ],
      };
    } finally {
      await org.end();
      rmSync(folder, { recursive: true });
    }
  },
};

function perName<Value>(of: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(NAMES.map((name) => [name, of(name)])) as Record<Name, Value>;
}

async function block(call: () => Promise<unknown>, atOnce: number): Promise<Block> {
  const cpu = process.cpuUsage();
  const begin = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next++ < CALLS) await call();
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  return { rate: CALLS / seconds, cpu: microseconds(process.cpuUsage(cpu)) / CALLS };
}

function figure<Result>(
  id: string,
  title: string,
  unit: string,
  better: Comparison['better'],
  results: Record<Name, Result[]>,
  value: (result: Result) => number,
  notes: string[] = [],
): Comparison {
  const rows = NAMES.map((name): Row => ({ name, role: COMPARED[name].role, rounds: results[name].map(value) }));
  return { kind: 'comparison', id, title, unit, better, rows, base: BASE, notes };
}

function writeKeys(folder: string, orgUrl: string, alg: 'ES256' | 'RS256'): ClientSettings {
  const generate = (): ReturnType<typeof generateKeyPairSync> =>
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const write = (name: string, text: string): string => {
    const path = join(folder, `${alg}-${name}`);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const [client, proof] = [generate(), generate()];
  return {
    orgUrl,
    clientId: '0oa1service00SERVICE',
    clientKey: write('client.pem', client.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string),
    proofKey: write('proof.pem', proof.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string),
    proofJwk: write('proof.json', JSON.stringify(proof.publicKey.export({ format: 'jwk' }))),
  };
}
