import type { Page } from '@playwright/test';
import { nonceOnEveryAnswer } from '../../e2e/faults/faults.js';
import { ADA } from '../../e2e/people.js';
import { signIn } from '../../e2e/sign-in.js';
import { interceptorBuild } from '../builds.js';
import type { Bench, Breakdown, Comparison, Counts, Goal, Role } from '../figures.js';
import { median, quantile, ratios } from '../measure/statistics.js';
import { openBrowserBench, type BrowserBench } from './browser-bench.js';

/** What the page of the bench offers: see interceptor-app.ts. */
export interface BenchPage {
  bench: {
    measure(rounds: number, blocks: number, atOnce: number): Promise<Record<string, number[]>>;
    call(count: number, inTurn: boolean): Promise<{ failed: number; milliseconds: number }>;
    expire(): void;
  };
}

/** How many calls at once, and how many such blocks make a measurement. */
const LOADS = [
  { atOnce: 1, blocks: 20, rounds: 25 },
  { atOnce: 20, blocks: 1, rounds: 25 },
  { atOnce: 100, blocks: 1, rounds: 9 },
];

const ROWS: Record<string, [name: string, role: Role]> = {
  'chain': ['all layers, RS256', 'ours'],
  'chain, bearer': ['all layers, bearer', 'ours'],
  'okta-auth-js': ['okta-auth-js, RS256', 'reference'],
  'dpop, RS256': ['dpop, RS256', 'reference'],
  'auth0-spa-js': ['auth0-spa-js, ES256', 'reference'],
  'oidc-client-ts': ['oidc-client-ts, ES256', 'reference'],
  'dpop, ES256': ['dpop, ES256', 'reference'],
  'signature, ES256': ['signature alone, ES256', 'reference'],
  'signature, RS256': ['signature alone, RS256', 'limit'],
};

/** The interceptors of all layers beside what they stand on, and beside other libraries, in a real browser. */
export const interceptor: Bench = {
  title: 'Interceptor',
  about:
    'The time that a request spends in the interceptors of all layers, in a production build in Chromium, signed in at the local org. What comes after them answers at once. Beside it, in the same page and the same rounds: `getDPoPAuthorizationHeaders()` of okta-auth-js, the proofs of other libraries, and the signature alone with the same key.',
  async run(run) {
    run.progress('build');
    const bench = await openBrowserBench(await interceptorBuild());
    try {
      const page = await bench.newPage();
      await signIn(page, ADA);
      const figures: Comparison[] = [];
      let single: Record<string, number[]> = {};
      for (const { atOnce, blocks, rounds } of LOADS) {
        run.progress(`${atOnce} at once`);
        const results = await page.evaluate(
          ([rounds, blocks, atOnce]) => (globalThis as unknown as BenchPage).bench.measure(rounds, blocks, atOnce),
          [run.rounds(rounds), blocks, atOnce] as const,
        );
        if (atOnce === 1) single = results;
        figures.push({
          kind: 'comparison',
          id: `interceptor-${atOnce}`,
          title: atOnce === 1 ? 'One call after the other' : `${atOnce} calls at once, time for each`,
          unit: 'ms',
          better: 'less',
          base: 'okta-auth-js, RS256',
          rows: Object.entries(ROWS).map(([key, [name, role]]) => ({ name, role, rounds: results[key]! })),
          notes:
            atOnce === 1
              ? [
                  'okta-auth-js signs by RS256 and nothing else, so its proofs have a lower bound that is ten times that of ES256, which the other libraries use. `auth0-spa-js` and `oidc-client-ts` read the key from IndexedDB for each proof, too; `dpop` is given it.',
                ]
              : [],
        });
      }
      run.progress('requests on the wire');
      const wire = await requestsOnTheWire(bench, page);
      return { figures: [...figures, breakdownOf(single), wire.counts], goals: [ratioGoal(single), ...wire.goals] };
    } finally {
      await bench.close();
    }
  },
};

function breakdownOf(results: Record<string, number[]>): Breakdown {
  const at = (name: string): number => median(results[name]!);
  return {
    kind: 'breakdown',
    id: 'interceptor-parts',
    title: 'What one call is made of',
    unit: 'ms',
    bars: [
      {
        name: 'all layers, RS256',
        parts: [
          { name: 'RS256 signature', value: at('signature, RS256') },
          { name: 'key from IndexedDB', value: at('key') },
          {
            name: 'the rest of okta-auth-js',
            value: Math.max(0, at('okta-auth-js') - at('signature, RS256') - at('key')),
          },
          { name: 'layers', value: Math.max(0, at('chain') - at('okta-auth-js')) },
        ],
      },
    ],
    notes: [
      '“Key from IndexedDB” is opening the database, reading the key and closing it, which okta-auth-js does for each proof.',
    ],
  };
}

function ratioGoal(results: Record<string, number[]>): Goal {
  const each = ratios(results['chain']!, results['okta-auth-js']!);
  const ratio = median(each);
  const more = median(results['chain']!) - median(results['okta-auth-js']!);
  return {
    goal: 'Interceptor at most 1.05 × okta-auth-js alone',
    actual: `${ratio.toFixed(3)} × (half of the rounds: ${quantile(each, 0.25).toFixed(3)} to ${quantile(each, 0.75).toFixed(3)})`,
    met: ratio <= 1.05,
    why: `The layers add ${(more * 1000).toFixed(0)} µs to each call; in bearer mode, without any proof, the whole chain takes ${(median(results['chain, bearer']!) * 1000).toFixed(0)} µs.`,
  };
}

const CALLS = 100;

async function requestsOnTheWire(bench: BrowserBench, page: Page): Promise<{ counts: Counts; goals: Goal[] }> {
  const count = async (inTurn: boolean, prepare: () => Promise<void> | void): Promise<number> => {
    // A page that was just loaded knows nothing of the API.
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await prepare();
    bench.forget();
    const { failed } = await page.evaluate(
      ([calls, inTurn]) => (globalThis as unknown as BenchPage).bench.call(calls, inTurn),
      [CALLS, inTurn] as const,
    );
    if (failed > 0) throw new Error(`${failed} of ${CALLS} calls failed.`);
    return bench.sent('/api/v1/users/me');
  };
  const learn = async (): Promise<void> => {
    await page.evaluate(() => (globalThis as unknown as BenchPage).bench.call(1, true));
  };
  const cases: [name: string, prepare: () => Promise<void> | void][] = [
    ['the API requires no nonce', () => bench.switch({ apiNonce: false })],
    ['it requires one, and none is known', () => bench.switch({ apiNonce: true })],
    [
      'it has replaced the one that is known',
      async () => {
        await bench.switch({ apiNonce: true });
        await learn();
        await bench.switch({ rotateNonce: true });
      },
    ],
    [
      'it replaces it with each answer, and takes the newest 100',
      async () => {
        await bench.switch({ apiNonce: false });
        bench.answer(nonceOnEveryAnswer({ memory: 100, once: false }));
        await learn();
      },
    ],
  ];
  const rows: [name: string, inTurn: number, atOnce: number][] = [];
  for (const [name, prepare] of cases) {
    rows.push([name, await count(true, prepare), await count(false, prepare)]);
  }
  bench.answer(undefined);
  await bench.switch({ apiNonce: false });
  const [, inTurn, atOnce] = rows[1]!;
  return {
    counts: {
      kind: 'counts',
      title: `Requests on the wire for ${CALLS} calls`,
      columns: ['When', 'in turn', 'at once'],
      rows: rows.map((row) => row.map(String)),
      notes: [
        'Preflights are not counted. At once, every call makes its proof before the first challenge has come, also those that wait in the browser for one of six connections.',
      ],
    },
    goals: [
      {
        goal: `${CALLS + 1} requests for ${CALLS} calls in turn when the API requires a nonce`,
        actual: String(inTurn),
        met: inTurn <= CALLS + 1,
      },
      {
        goal: `At most 120 requests for ${CALLS} calls at once, when none is known`,
        actual: String(atOnce),
        met: atOnce <= 120,
        why: 'Each call makes its proof at once, without a nonce, and is challenged. Browsers send six of them at a time over HTTP/1.1; the others already have their proofs while they wait.',
      },
    ],
  };
}
