import { describe, expect, it } from 'vitest';
import type { Entry, Exchange, Moment } from '../record/entry';
import { statusOf, type StepStatus } from './status';
import type { Acts, Decision, Facts, Finding, Kept, OrgApp } from './steps/facts';
import type { StepId } from './steps/step';
import { STEPS } from './steps/steps';

const ORG = 'https://org.example';
const BEARER_APP: OrgApp = { clientId: 'bearer', label: 'Bearer app', type: 'browser', dpop: false };
const DPOP_APP: OrgApp = { clientId: 'dpop', label: 'DPoP app', type: 'browser', dpop: true };
const BEARER_SERVICE: OrgApp = { clientId: 'bearer-service', label: 'Bearer service', type: 'service', dpop: false };
const DPOP_SERVICE: OrgApp = { clientId: 'dpop-service', label: 'Service', type: 'service', dpop: true };
const APPS = [BEARER_APP, DPOP_APP, BEARER_SERVICE, DPOP_SERVICE];
const KEY = 'aF3j8RhSo9aP';
/** The step before was done then. */
const T = 1_000_000;

/** What is so in one test: the rest is as after the sign-in of a fresh org. */
interface Scene {
  entries?: Entry[];
  decisions?: Decision[];
  apps?: OrgApp[];
  app?: Facts['app'];
  browser?: Facts['browser'];
  acts?: Partial<Acts>;
  own?: string[];
  progress?: Record<string, Kept>;
  /** Another org, which says nothing. */
  elsewhere?: boolean;
}

const IN_BEARER: Pick<Scene, 'app' | 'browser'> = {
  app: { clientId: 'bearer', dpop: false },
  browser: { token: { type: 'Bearer', hash: 'h1' }, keys: [] },
};
const IN_DPOP: Pick<Scene, 'app' | 'browser'> = {
  app: { clientId: 'dpop', dpop: true },
  browser: { token: { type: 'DPoP', hash: 'h2', thumbprint: KEY }, keys: [KEY] },
};

function facts({ entries = [], decisions = [], apps = APPS, own = [], acts, progress, ...scene }: Scene): Facts {
  return {
    ...{ entries, own: new Set(own), progress: progress ?? {}, acts: { sent: [], ...acts } },
    app: scene.app ?? IN_DPOP.app!,
    browser: scene.browser ?? { keys: [] },
    org: scene.elsewhere ? undefined : { apps, decisions },
  };
}

/** The status of a step whose predecessors were done at T. */
function at(id: StepId, scene: Scene): StepStatus {
  const done = STEPS.slice(
    0,
    STEPS.findIndex((step) => step.id === id),
  );
  const progress = Object.fromEntries(
    done.map((step): [string, Kept] => [step.id, { state: 'done', at: T, until: T, findings: [] }]),
  );
  return statusOf(STEPS, facts({ ...scene, progress: { ...progress, ...scene.progress } }), 0).find(
    ({ step }) => step.id === id,
  )!;
}
const seen = ({ findings }: { findings: readonly Finding[] }): boolean[] => findings.map((finding) => !!finding.seen);

let ids = 0;
function exchange(
  path: string,
  change: Partial<Exchange> & { status?: number; error?: string; jti?: string } = {},
): Exchange {
  const { status = 200, error, jti, ...rest } = change;
  const id = ++ids;
  return {
    ...{ kind: 'exchange', id, group: id, attempt: 1, at: T + 1000, method: 'GET', url: ORG + path },
    lane: path.startsWith('/api/') ? 'api' : 'auth',
    answer: { status, milliseconds: 1, requestId: `r${id}`, ...(error && { error }) },
    ...(jti && { proof: { header: {}, claims: { jti }, thumbprint: KEY, length: 1 } }),
    ...rest,
  };
}
const tokenRequest = (change: Parameters<typeof exchange>[1]): Exchange =>
  exchange('/oauth2/v1/token', { method: 'POST', grant: 'authorization_code', ...change });
const moment = (change: object): Moment => ({ id: ++ids, at: T + 2000, ...change }) as Moment;

function decision(
  path: string,
  change: Partial<Decision> & { scheme?: string; failed?: string; passed?: string[] } = {},
): Decision {
  const { scheme, failed, passed = [], ...rest } = change;
  const check = (name: string, isGood: boolean, actual: unknown = name) => ({ check: name, passed: isGood, expected: '', actual }); // prettier-ignore
  return {
    ...{
      id: `d${++ids}`,
      at: T + 3000,
      noticed: T + 3500,
      method: 'GET',
      path,
      status: 200,
      client: 'dpop',
      outcome: 'SUCCESS',
    },
    checks: [
      ...(scheme ? [check('authorization', true, scheme)] : []),
      ...passed.map((name) => check(name, true)),
      ...(failed ? [check(failed, false)] : []),
    ],
    ...rest,
  };
}
const outside = (path: string, change: Parameters<typeof decision>[1] = {}): Decision =>
  decision(path, { scheme: 'Bearer', client: 'bearer', ...change });
const token = (change: Parameters<typeof decision>[1]): Decision =>
  decision('/oauth2/v1/token', { method: 'POST', ...change });

/** For each step, what really happens, and what only looks like it. */
const CASES: Record<StepId, { real: Scene; fakes: Record<string, Scene> }> = {
  'bearer-sign-in': {
    real: IN_BEARER,
    fakes: {
      'the mode without a sign-in': { app: IN_BEARER.app! },
      'a sign-in in DPoP mode': IN_DPOP,
      'a reload with a DPoP token left over': { ...IN_DPOP, app: IN_BEARER.app! },
    },
  },
  'look-at-token': {
    real: { ...IN_BEARER, acts: { looked: { hash: 'h1', at: T + 1 } } },
    fakes: {
      'a token and no look at it': IN_BEARER,
      'a look at an older token': { ...IN_BEARER, acts: { looked: { hash: 'h0', at: T + 1 } } },
      'a look before its turn': { ...IN_BEARER, acts: { looked: { hash: 'h1', at: T - 1 } } },
    },
  },
  'steal-bearer': {
    real: { ...IN_BEARER, decisions: [outside('/api/v1/users'), outside('/api/v1/apps')] },
    fakes: {
      'one of the two': { ...IN_BEARER, decisions: [outside('/api/v1/users')] },
      'calls of the app itself': {
        ...IN_BEARER,
        own: ['a', 'b'],
        decisions: [outside('/api/v1/users', { id: 'a' }), outside('/api/v1/apps', { id: 'b' })],
      },
      'calls that the app has cancelled': {
        ...IN_BEARER,
        entries: [
          { ...exchange('/api/v1/users'), answer: undefined },
          { ...exchange('/api/v1/apps'), answer: undefined },
        ],
        decisions: [outside('/api/v1/users'), outside('/api/v1/apps')],
      },
      'refused calls': {
        ...IN_BEARER,
        decisions: [outside('/api/v1/users', { status: 401 }), outside('/api/v1/apps', { status: 401 })],
      },
      'calls of another app': {
        ...IN_BEARER,
        decisions: [outside('/api/v1/users', { client: 'dpop' }), outside('/api/v1/apps', { client: 'dpop' })],
      },
      'calls before its turn': {
        ...IN_BEARER,
        decisions: [outside('/api/v1/users', { at: T - 1000 }), outside('/api/v1/apps', { at: T - 1000 })],
      },
    },
  },
  'require-proof': {
    real: { ...IN_BEARER, apps: [{ ...BEARER_APP, dpop: true }] },
    fakes: {
      'a visit to the Admin Console': IN_BEARER,
      'the other app, which requires one anyway': IN_DPOP,
      'another app that was changed': { ...IN_BEARER, apps: [BEARER_APP, { ...BEARER_SERVICE, dpop: true }] },
    },
  },
  'sign-in-fails': {
    real: { ...IN_BEARER, entries: [tokenRequest({ status: 400, error: 'invalid_dpop_proof' })] },
    fakes: {
      'a code that was wrong': { ...IN_BEARER, entries: [tokenRequest({ status: 400, error: 'invalid_grant' })] },
      'a renewal that was refused': {
        ...IN_BEARER,
        entries: [tokenRequest({ status: 400, error: 'invalid_dpop_proof', grant: 'refresh_token' })],
      },
      'a proof that was wrong': { entries: [tokenRequest({ status: 400, error: 'invalid_dpop_proof', jti: 'j' })] },
      'a failure before its turn': { entries: [tokenRequest({ status: 400, error: 'invalid_dpop_proof', at: T - 1 })] },
    },
  },
  'switch-to-dpop': {
    real: { ...IN_DPOP, entries: signInWithDpop() },
    fakes: {
      'the mode alone': { app: IN_DPOP.app! },
      'a sign-in in Bearer mode': {
        ...IN_BEARER,
        entries: [tokenRequest({}), moment({ kind: 'token', tokenType: 'Bearer', hash: 'h', scopes: [] })],
      },
      'a challenge without a second attempt': { ...IN_DPOP, entries: signInWithDpop().slice(0, 1) },
      'a second attempt with the same proof': { ...IN_DPOP, entries: signInWithDpop({ second: 'j1' }) },
      'a sign-in before its turn': { ...IN_DPOP, entries: signInWithDpop({ at: T - 5000 }) },
      'a token for another key': { ...IN_DPOP, entries: signInWithDpop({ key: 'another' }) },
    },
  },
  'bearer-refused': {
    real: { ...IN_DPOP, decisions: [outside('/api/v1/users', { client: 'dpop', status: 400, failed: 'scheme' })] },
    fakes: {
      'the same with the right scheme': {
        ...IN_DPOP,
        decisions: [outside('/api/v1/users', { client: 'dpop', status: 400, scheme: 'DPoP', failed: 'htu' })],
      },
      'a bearer token of another app': { ...IN_DPOP, decisions: [outside('/api/v1/users', { status: 400 })] },
    },
  },
  'two-headers': {
    real: {
      ...IN_DPOP,
      entries: [
        exchange('/api/v1/users', { scheme: 'DPoP', jti: 'a' }),
        exchange('/api/v1/users', { scheme: 'DPoP', jti: 'b' }),
      ],
    },
    fakes: {
      'one call': { ...IN_DPOP, entries: [exchange('/api/v1/users', { scheme: 'DPoP', jti: 'a' })] },
      'one call that was sent twice': {
        ...IN_DPOP,
        entries: [
          exchange('/api/v1/users', { scheme: 'DPoP', jti: 'a', group: 1 }),
          exchange('/api/v1/users', { scheme: 'DPoP', jti: 'b', group: 1 }),
        ],
      },
      'calls that were refused': {
        ...IN_DPOP,
        entries: ['a', 'b'].map((jti) => exchange('/api/v1/users', { scheme: 'DPoP', jti, status: 401 })),
      },
      'bearer calls': { ...IN_BEARER, entries: [exchange('/api/v1/users', { scheme: 'Bearer' }), exchange('/api/v1/users', { scheme: 'Bearer' })] }, // prettier-ignore
    },
  },
  'steal-again': {
    real: {
      ...IN_DPOP,
      decisions: [
        outside('/api/v1/apps', { client: 'dpop', scheme: 'DPoP', status: 400, failed: 'htu' }),
        outside('/api/v1/users', { client: 'dpop', scheme: 'DPoP', status: 400, failed: 'replay' }),
      ],
    },
    fakes: {
      'one of the two': {
        ...IN_DPOP,
        decisions: [outside('/api/v1/apps', { client: 'dpop', scheme: 'DPoP', status: 400, failed: 'htu' })],
      },
      'stopped by something else': {
        ...IN_DPOP,
        decisions: ['/api/v1/apps', '/api/v1/users'].map((path) =>
          outside(path, { client: 'dpop', scheme: 'DPoP', status: 400, failed: 'iat' }),
        ),
      },
      'the bearer attempt of the step before': {
        ...IN_DPOP,
        decisions: [outside('/api/v1/users', { client: 'dpop', status: 400, failed: 'scheme' })],
      },
    },
  },
  'look-at-key': {
    real: { ...IN_DPOP, acts: { exported: exportOf(KEY) } },
    fakes: {
      'no attempt': IN_DPOP,
      'an attempt with a key that is gone': { ...IN_DPOP, acts: { exported: exportOf('gone') } },
      'a key that was given away': {
        ...IN_DPOP,
        acts: { exported: { ...exportOf(KEY), extractable: true, outcome: 'exported' } },
      },
      'an attempt before its turn': { ...IN_DPOP, acts: { exported: { ...exportOf(KEY), at: T - 1 } } },
    },
  },
  'sign-out': {
    real: { app: IN_DPOP.app!, browser: { keys: [] }, entries: signOut() },
    fakes: {
      'a reload without tokens': { app: IN_DPOP.app!, browser: { keys: [] } },
      'keys that were cleared before a sign-in': {
        app: IN_DPOP.app!,
        browser: { keys: [] },
        entries: signOut().slice(0, 1),
      },
      'a sign-out that left the key': { app: IN_DPOP.app!, browser: { keys: [KEY] }, entries: signOut() },
      'a sign-out in Bearer mode': { app: IN_BEARER.app!, browser: { keys: [] }, entries: signOut() },
      'a sign-out before its turn': { app: IN_DPOP.app!, browser: { keys: [] }, entries: signOut(T - 5000) },
    },
  },
  'not-stopped': {
    real: { ...IN_DPOP, decisions: [outside('/api/v1/users', { client: 'dpop', scheme: 'DPoP' })] },
    fakes: {
      'a call of the app': {
        ...IN_DPOP,
        own: ['x'],
        decisions: [outside('/api/v1/users', { client: 'dpop', scheme: 'DPoP', id: 'x' })],
      },
      'a call that was stopped': {
        ...IN_DPOP,
        decisions: [outside('/api/v1/users', { client: 'dpop', scheme: 'DPoP', status: 400, failed: 'htu' })],
      },
    },
  },
  'service-bearer': {
    real: { decisions: [token({ client: 'bearer-service' }), outside('/api/v1/users', { client: 'bearer-service' })] },
    fakes: {
      'the app of a user': { decisions: [token({ client: 'bearer' }), outside('/api/v1/users')] },
      'a token alone': { decisions: [token({ client: 'bearer-service' })] },
      'the service with DPoP': {
        decisions: [
          token({ client: 'dpop-service', passed: ['proof'] }),
          outside('/api/v1/users', { client: 'dpop-service', scheme: 'DPoP' }),
        ],
      },
    },
  },
  'service-require-proof': {
    real: {
      apps: APPS.map((app) => ({ ...app, dpop: true })),
      decisions: [token({ client: 'bearer-service', status: 400, failed: 'proof', reason: 'The DPoP proof JWT header is missing.' })], // prettier-ignore
    },
    fakes: {
      'the setting without the command': { apps: APPS.map((app) => ({ ...app, dpop: true })) },
      'the command without the setting': { decisions: [token({ client: 'bearer-service' })] },
      'another refusal': {
        apps: APPS.map((app) => ({ ...app, dpop: true })),
        decisions: [token({ client: 'bearer-service', status: 401, failed: 'assertion iss' })],
      },
    },
  },
  'service-no-proof': {
    real: {
      decisions: [
        token({ client: 'dpop-service', passed: ['proof'] }),
        outside('/api/v1/users', { client: 'dpop-service', status: 400, failed: 'scheme' }),
      ],
    },
    fakes: {
      'a bound token of the command before': {
        decisions: [
          outside('/api/v1/users', { client: 'dpop-service', status: 400, failed: 'scheme' }),
          token({ client: 'dpop-service', passed: ['proof'] }),
        ],
      },
      'with a proof': {
        decisions: [
          token({ client: 'dpop-service', passed: ['proof'] }),
          outside('/api/v1/users', { client: 'dpop-service', scheme: 'DPoP', passed: ['ath'] }),
        ],
      },
      'the bearer service': {
        decisions: [token({ client: 'bearer-service' }), outside('/api/v1/users', { client: 'bearer-service' })],
      },
    },
  },
  'service-nonce': {
    real: { decisions: challenged() },
    fakes: {
      'the challenge alone': { decisions: challenged().slice(0, 1) },
      'no challenge': { decisions: challenged().slice(1) },
      'the challenge of another client': { decisions: [{ ...challenged()[0]!, client: 'dpop' }, challenged()[1]!] },
      'the challenge after the token': { decisions: challenged().reverse() },
    },
  },
  'service-ath': {
    real: { decisions: [outside('/api/v1/users', { client: 'dpop-service', scheme: 'DPoP', passed: ['ath'] })] },
    fakes: {
      'a bearer call': { decisions: [outside('/api/v1/users', { client: 'bearer-service' })] },
      'a token request': { decisions: challenged() },
      'a call of the app': {
        decisions: [outside('/api/v1/users', { client: 'dpop', scheme: 'DPoP', passed: ['ath'] })],
      },
    },
  },
  'service-list': {
    real: { decisions: [outside('/api/v1/users', { client: 'dpop-service', scheme: 'DPoP' })] },
    fakes: {
      'another list': { decisions: [outside('/api/v1/apps', { client: 'dpop-service', scheme: 'DPoP' })] },
      'the calls until the one that ticked the step before, in the same second': {
        decisions: [
          outside('/api/v1/users', { client: 'dpop-service', scheme: 'DPoP', at: T }),
          outside('/api/v1/users', { client: 'dpop-service', scheme: 'DPoP', at: T, id: 'used' }),
        ],
        progress: {
          'service-ath': {
            ...{ state: 'done', at: T, until: T },
            findings: [{ what: '', waiting: '', seen: { decisions: ['used'] } }],
          },
        },
      },
    },
  },
};

function signInWithDpop({ second = 'j2', key = KEY, at: time = T + 1000 } = {}): Entry[] {
  return [
    tokenRequest({ id: 900, group: 900, status: 400, error: 'use_dpop_nonce', jti: 'j1', at: time }),
    tokenRequest({ id: 901, group: 900, attempt: 2, reason: 'nonce', jti: second, at: time }),
    moment({ kind: 'token', tokenType: 'DPoP', hash: 'h2', thumbprint: key, scopes: [], at: time }),
  ];
}
function exportOf(thumbprint: string): NonNullable<Acts['exported']> {
  return { thumbprint, extractable: false, outcome: 'InvalidAccessError', at: T + 1 };
}
function signOut(time = T + 1000): Entry[] {
  return [moment({ kind: 'keys-cleared', at: time }), exchange('/oauth2/v1/revoke', { method: 'POST', at: time })];
}
function challenged(): Decision[] {
  return [
    token({ id: 'c1', client: 'dpop-service', status: 400, outcome: 'CHALLENGE', passed: ['proof', 'assertion jti'] }),
    token({ id: 'c2', client: 'dpop-service', passed: ['proof', 'assertion jti'] }),
  ];
}

for (const { id, title } of STEPS) {
  describe(title, () => {
    const { real, fakes } = CASES[id];

    it('ticks when it really happened', () => {
      const status = at(id, real);
      expect(status.state).toBe('done');
      expect(seen(status)).not.toContain(false);
    });

    it.each(Object.entries(fakes))('does not tick for %s', (_name, scene) => {
      expect(at(id, scene).state).toBe('current');
    });

    it('does not tick for nothing, nor because the next step was done', () => {
      expect(at(id, { app: { clientId: 'dpop', dpop: true } }).state).toBe('current');
      const next = STEPS[STEPS.findIndex((step) => step.id === id) + 1];
      if (!next) return;
      const after = CASES[next.id].real;
      // What the next step leaves behind may be the state that this one is about.
      const { entries, decisions, acts } = after;
      expect(
        at(id, { ...(entries && { entries }), ...(decisions && { decisions }), ...(acts && { acts }) }).state,
      ).toBe('current');
    });
  });
}

describe('the whole', () => {
  const states = (scene: Scene, since = 0): string[] => statusOf(STEPS, facts(scene), since).map(({ state }) => state);

  it('has one current step, and what comes later is not looked at', () => {
    const all = Object.values(CASES).map(({ real }) => real);
    const scene = {
      entries: all.flatMap(({ entries }) => entries ?? []),
      decisions: all.flatMap(({ decisions }) => decisions ?? []),
    };
    expect(states(scene)).toEqual(['current', ...Array<string>(17).fill('ahead')]);
  });

  it('goes on after a step that was skipped, and keeps what was done when it is repeated', () => {
    const skipped: Kept = { state: 'skipped', at: T };
    const progress = { 'bearer-sign-in': skipped, 'look-at-token': skipped };
    expect(states({ ...IN_BEARER, progress }).slice(0, 4)).toEqual(['skipped', 'skipped', 'current', 'ahead']);
    const again: Kept = { state: 'again', at: T, before: [] };
    const looked = { looked: { hash: 'h1', at: T - 1 } };
    expect(states({ ...IN_BEARER, acts: looked, progress: { ...progress, 'look-at-token': again } })[1]).toBe(
      'current',
    );
  });

  it('does not take the rest of what ticked a step for the next one', () => {
    const noProof = { client: 'dpop-service', at: T } as const;
    const decisions = [
      ...challenged().map((each) => ({ ...each, at: T })),
      outside('/api/v1/users', { ...noProof, status: 400, failed: 'scheme' }),
    ];
    const before = STEPS.slice(
      0,
      STEPS.findIndex(({ id }) => id === 'service-no-proof'),
    );
    const progress = Object.fromEntries(before.map(({ id }) => [id, { state: 'skipped', at: T } as const]));
    expect(states({ decisions, progress }).slice(before.length)).toEqual(['done', 'current', 'ahead', 'ahead']);
  });

  it('does not count for the next step what the page did in the second in which the org ticked one', () => {
    const decisions = [outside('/api/v1/users', { client: 'dpop', status: 400, failed: 'scheme', at: T, noticed: T + 900 })]; // prettier-ignore
    const calls = (at: number): Entry[] =>
      ['a', 'b'].map((jti) => exchange('/api/v1/users', { scheme: 'DPoP', jti, at }));
    const before = STEPS.slice(
      0,
      STEPS.findIndex(({ id }) => id === 'bearer-refused'),
    );
    const progress = Object.fromEntries(before.map(({ id }) => [id, { state: 'skipped', at: T } as const]));
    const next = (entries: Entry[]): string[] =>
      states({ ...IN_DPOP, decisions, entries, progress }).slice(before.length, before.length + 2);
    expect(next(calls(T + 500))).toEqual(['done', 'current']);
    expect(next(calls(T + 950))).toEqual(['done', 'done']);
  });

  it('begins anew: what was before does not count', () => {
    const scene = { ...IN_DPOP, entries: signInWithDpop() };
    const progress = Object.fromEntries(STEPS.slice(0, 5).map(({ id }) => [id, { state: 'skipped', at: 0 } as const]));
    expect(states({ ...scene, progress })[5]).toBe('done');
    expect(states({ ...scene, progress }, T + 10_000)[5]).toBe('current');
  });

  it('at another org says what it cannot see, and takes the walkthrough’s own requests', () => {
    const { findings } = at('require-proof', { ...IN_BEARER, elsewhere: true });
    expect(findings).toEqual([expect.objectContaining({ hidden: true })]);
    const call = { id: 'x', at: T + 1, noticed: T + 1, path: '/api/v1/users', status: 400, scheme: 'Bearer' } as const;
    expect(at('bearer-refused', { ...IN_DPOP, elsewhere: true, acts: { sent: [call] } }).state).toBe('done');
    expect(at('bearer-refused', { ...IN_DPOP, elsewhere: true }).findings[0]!.hidden).toBe(true);
  });

  it('depends on nothing but what it is given', () => {
    const scene = facts({ ...IN_DPOP, entries: signInWithDpop() });
    expect(statusOf(STEPS, scene, 0)).toEqual(statusOf(STEPS, structuredClone(scene), 0));
  });
});
