import { compactVerify, importJWK, type CryptoKey, type JWK } from 'jose';
import { decide } from '../../dpop/decide.js';
import type { ProofRequest } from '../../dpop/request.js';
import type { Seed } from '../../org/model/seed.js';
import { seedFor } from '../../org/testing/mutated-requests.js';
import type { ServiceKey } from '../../org/testing/service.js';
import { startTestOrg } from '../../org/testing/test-org.js';
import { cpuTime } from '../measure/cpu-time.js';
import { answerParent, settings } from './answer-parent.js';

// An org with a state of its own.

export interface OrgSettings {
  /** The public key of the service app. */
  jwk?: ServiceKey['jwk'];
  /** How many users it has. */
  users?: number;
}

/** A JWT whose checks are to be measured, within the process that serves requests. */
export interface JwtToCheck {
  jwt: string;
  jwk: JWK;
  alg: string;
  calls: number;
}

const { jwk, users } = settings() as OrgSettings;
let rejections = 0;
process.on('unhandledRejection', () => rejections++);
const begin = performance.now();
const org = await startTestOrg({
  seed: (seed) => {
    if (jwk) seedFor({ jwk })(seed);
    if (users !== undefined) seed.users = manyUsers(seed.users, users);
  },
});

answerParent({ origin: org.origin, milliseconds: performance.now() - begin }, () => org.close(), {
  rejections: () => rejections,
  /** Microseconds of CPU time for the bare check of a signature. */
  verify: async ({ jwt, jwk, alg, calls }: JwtToCheck) => {
    const key = (await importJWK(jwk, alg)) as CryptoKey;
    return cpuTime(calls, () => compactVerify(jwt, key, { algorithms: [alg] }));
  },
  /** Microseconds of CPU time for all checks of a proof. */
  decide: async ({ request, calls }: { request: ProofRequest; calls: number }) => {
    const whole = { ...request, remember: () => true };
    const { failed } = await decide(whole);
    if (failed) throw new Error(`The proof fails: ${JSON.stringify(failed)}`);
    return cpuTime(calls, () => decide(whole));
  },
});

/** The first users of the seed, who can sign in, and as many more as are asked for. */
function manyUsers(seeded: Seed['users'], count: number): Seed['users'] {
  const more = Array.from({ length: Math.max(0, count - seeded.length) }, (_, index) => {
    const number = String(index).padStart(7, '0');
    const login = `user${number}@example.com`;
    const [user] = seeded;
    return { ...user!, id: `00ubench${number}users`, role: null, profile: { ...user!.profile, login, email: login } };
  });
  return [...seeded.slice(0, count), ...more];
}
