import { ADA } from '../../e2e/people.js';
import { signIn as signInByPage } from '../../e2e/sign-in.js';
import { RecentlyUsed } from '../../dpop/recently-used.js';
import { signIn } from '../../org/testing/sign-in.js';
import { BEARER_APP } from '../../org/testing/test-org.js';
import { MAX_REPLAYS, Replays } from '../../org/tokens/replays.js';
import { interceptorBuild, ownBuild } from '../builds.js';
import type { Bench, Curve, Goal, Run } from '../figures.js';
import { cpuTime } from '../measure/cpu-time.js';
import { exponent, median } from '../measure/statistics.js';
import { MeasuredProcess } from '../process/measured-process.js';
import { openBrowserBench } from './browser-bench.js';
import type { BenchPage } from './interceptor.js';

type Points = Curve['points'];

/** As many as a server remembers (dpop/proof.ts). */
const RECENT_KEYS = 1000;

/** How costs grow with what there is more of. */
export const growth: Bench = {
  title: 'How cost grows',
  about:
    'Each cost with ten times as much of what it depends on, again and again. The exponent is the power by which the cost grows between two points: 1 is linear.',
  async run(run) {
    run.progress('users');
    const users = await manyUsers(run);
    run.progress('used proofs');
    const proofs = await usedProofs(run);
    run.progress('exchanges');
    const exchanges = await recordedExchanges(run);
    run.progress('tabs');
    const { curves: tabs, note } = await manyTabs(run);
    const curves = [...users, ...proofs, ...exchanges, ...tabs];
    return {
      figures: [
        {
          kind: 'growth',
          id: 'growth',
          title: 'Ten times as much',
          curves,
          notes: [
            `The store of used proofs takes ${MAX_REPLAYS.toLocaleString('en')} proofs and refuses more. The inspector keeps 2,000 exchanges.`,
            note,
          ],
        },
      ],
      goals: [steepest(curves)],
    };
  },
};

async function manyUsers({ rounds }: Run): Promise<Curve[]> {
  const list: Points = [];
  const page: Points = [];
  const start: Points = [];
  for (const users of [10, 100, 1000, 10_000]) {
    const starts: number[] = [];
    let org!: MeasuredProcess<{ origin: string; milliseconds: number }>;
    for (let round = 0; round < rounds(3); round++) {
      if (round > 0) await org.end();
      org = await MeasuredProcess.start('org-program.ts', { users });
      starts.push(org.started.milliseconds);
    }
    const { origin } = org.started;
    const { accessToken } = await signIn({ origin }, { clientId: BEARER_APP });
    const headers = { Authorization: `Bearer ${accessToken}` };
    const get = async (url: string): Promise<Response> => {
      const response = await fetch(url, { headers });
      if (!response.ok) throw new Error(`${url} answers ${response.status}.`);
      return response;
    };
    const measured = async (work: () => Promise<unknown>, times: number): Promise<number[]> => {
      const values: number[] = [];
      await work();
      for (let round = 0; round < rounds(5); round++) {
        const cpu = await org.cpu();
        for (let time = 0; time < times; time++) await work();
        values.push(((await org.cpu()) - cpu) / times / 1000);
      }
      return values;
    };
    page.push({ x: users, rounds: await measured(async () => (await get(`${origin}/api/v1/users?limit=10`)).text(), 20) }); // prettier-ignore
    const listAll = async (): Promise<void> => {
      let count = 0;
      for (let url: string | undefined = `${origin}/api/v1/users`; url !== undefined;) {
        const response = await get(url);
        count += ((await response.json()) as unknown[]).length;
        url = /<([^>]*)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1];
      }
      if (count < Math.min(users, 9)) throw new Error(`${count} of ${users} users are listed.`);
    };
    list.push({ x: users, rounds: await measured(listAll, users > 1000 ? 1 : 5) });
    start.push({ x: users, rounds: starts });
    await org.end();
  }
  return [
    { name: 'All users listed, by pages of 200', of: 'users', unit: 'ms CPU', points: list },
    { name: 'One page of ten users', of: 'users', unit: 'ms CPU', points: page },
    { name: 'Start of the org', of: 'users in its seed', unit: 'ms', points: start },
  ];
}

async function usedProofs({ rounds }: Run): Promise<Curve[]> {
  const store: Points = [];
  const recent: Points = [];
  for (const proofs of [1000, 10_000, 100_000, MAX_REPLAYS]) {
    const values: number[] = [];
    for (let round = 0; round < rounds(5); round++) {
      const replays = new Replays(() => 0);
      let number = 0;
      const microseconds = await cpuTimeAll(proofs, () => {
        if (!replays.remember('jkt', `${number++}`, 300)) throw new Error('A new proof was refused.');
      });
      values.push(microseconds / 1000);
    }
    store.push({ x: proofs, rounds: values });
  }
  for (const keys of [1000, 10_000, 100_000, 1_000_000]) {
    const values: number[] = [];
    for (let round = 0; round < rounds(3); round++) {
      const used = new RecentlyUsed<number>(RECENT_KEYS);
      let number = 0;
      values.push((await cpuTimeAll(keys, () => used.set(`${number++}`, number))) / 1000);
    }
    recent.push({ x: keys, rounds: values });
  }
  return [
    { name: 'Used proofs remembered by the org', of: 'proofs', unit: 'ms CPU', points: store },
    { name: 'Different keys, of which the newest are kept', of: 'keys', unit: 'ms CPU', points: recent }, // prettier-ignore
  ];
}

/** Without a promise for each call. */
function cpuTimeAll(calls: number, call: () => void): Promise<number> {
  return cpuTime(1, () => {
    for (let number = 0; number < calls; number++) call();
  });
}

/** The inspector with as many entries as it keeps: to open it, and to show another entry in full. */
async function recordedExchanges({ rounds }: Run): Promise<Curve[]> {
  const bench = await openBrowserBench(ownBuild().folder);
  const click: Points = [];
  const open: Points = [];
  try {
    const page = await bench.newPage();
    await page.setViewportSize({ width: 1600, height: 900 });
    await signInByPage(page, ADA);
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByRole('table').getByRole('row').nth(20).waitFor();
    for (const entries of [10, 100, 1000, 2000]) {
      // The requests of the session, again and again.
      await page.evaluate((count) => {
        const kept = Object.keys(sessionStorage).filter((key) => /^inspector:\d+$/.test(key));
        const all = kept.map((key) => JSON.parse(sessionStorage.getItem(key)!) as { id: number; group?: number });
        const sent = all.filter(({ group }) => group !== undefined);
        for (const key of kept) sessionStorage.removeItem(key);
        for (let id = 1; id <= count; id += 1) {
          sessionStorage.setItem(`inspector:${id}`, JSON.stringify({ ...sent[id % sent.length], id, group: id }));
        }
      }, entries);
      const opened: number[] = [];
      for (let round = 0; round < rounds(5); round++) {
        await page.goto('/inspector');
        await page.locator('.i-row').nth(8).waitFor({ state: 'attached' });
        opened.push(await page.evaluate(() => performance.now()));
      }
      open.push({ x: entries, rounds: opened });
      const times = await page.evaluate(
        async (clicks) => {
          const rows = [...document.querySelectorAll<HTMLElement>('.i-row')];
          const measured: number[] = [];
          for (let number = 0; number < clicks; number += 1) {
            const started = performance.now();
            rows[(number * 389) % rows.length]!.click();
            await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
            measured.push(performance.now() - started);
          }
          return measured;
        },
        rounds(15) + 2,
      );
      click.push({ x: entries, rounds: times.slice(2) });
    }
  } finally {
    await bench.close();
  }
  return [
    { name: 'Inspector: open the page', of: 'recorded exchanges', unit: 'ms', points: open },
    { name: 'Inspector: show another exchange', of: 'recorded exchanges', unit: 'ms', points: click },
  ];
}

/** The token expires in all tabs at once, and each makes a call: one renewal, and how long until all have their answer. */
async function manyTabs({ rounds }: Run): Promise<{ curves: Curve[]; note: string }> {
  const bench = await openBrowserBench(await interceptorBuild());
  const points: Points = [];
  const requests: string[] = [];
  try {
    const context = await bench.browser.newContext({ baseURL: bench.place.app });
    const pages = [await bench.newPage(context)];
    await signInByPage(pages[0]!, ADA);
    for (const tabs of [1, 5, 20]) {
      while (pages.length < tabs) {
        const page = await bench.newPage(context);
        await page.goto('/');
        await page.getByRole('button', { name: 'Sign out' }).waitFor();
        pages.push(page);
      }
      const values: number[] = [];
      for (let round = 0; round < rounds(5); round++) {
        await pages[0]!.evaluate(() => (globalThis as unknown as BenchPage).bench.expire());
        bench.forget();
        const begin = performance.now();
        const results = await Promise.all(
          pages.map((page) => page.evaluate(() => (globalThis as unknown as BenchPage).bench.call(1, true))),
        );
        values.push(performance.now() - begin);
        if (results.some(({ failed }) => failed > 0)) throw new Error('A call failed.');
      }
      points.push({ x: tabs, rounds: values });
      requests.push(`${tabs}: ${bench.sent('/oauth2/v1/token')}`);
    }
  } finally {
    await bench.close();
  }
  return {
    curves: [{ name: 'A renewal, and a call of each tab', of: 'tabs', unit: 'ms', points }],
    note: `Requests to the token endpoint when the token expires in all tabs at once, by the number of tabs: ${requests.join(', ')}. One renewal takes two, since okta-auth-js asks for a nonce each time.`,
  };
}

/** Noise is not growth: 1.1 counts as linear. */
const LINEAR = 1.1;

/** Growth is looked at over a hundred times as much, or all of a shorter curve: one slow point is not growth either. */
const SPAN = 100;

function steepest(curves: Curve[]): Goal {
  const at = ({ x, rounds }: Points[number]): { x: number; y: number } => ({ x, y: median(rounds) });
  const spans = curves
    .flatMap(({ name, points }) => {
      const least = Math.min(SPAN, points.at(-1)!.x / points[0]!.x);
      return points.flatMap((from) =>
        points
          .filter(({ x }) => x / from.x >= least)
          .map((to) => ({ name, from: from.x, to: to.x, power: exponent(at(from), at(to)) })),
      );
    })
    .sort((a, b) => b.power - a.power);
  const texts = spans.map(
    ({ name, from, to, power }) =>
      `${name}, exponent ${power.toFixed(2)} from ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`,
  );
  const steep = texts.filter((_, index) => spans[index]!.power > LINEAR);
  return {
    goal: 'No curve steeper than linear',
    actual: `the steepest: ${texts[0]!}`,
    met: steep.length === 0,
    why: steep.join('; '),
  };
}
