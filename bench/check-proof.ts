import { compactVerify, importJWK, type CryptoKey } from 'jose';
import { ath } from '../dpop/ath.js';
import { decide } from '../dpop/decide.js';
import { makeProof } from '../dpop/make-proof.js';
import { generateProofKey } from '../dpop/proof-key.js';
import type { ProofRequest } from '../dpop/request.js';
import { thumbprint } from '../dpop/thumbprint.js';

/**
 * `npx tsx bench/check-proof.ts`: the CPU time of all checks of a proof by a key that was seen before, compared with the
 * bare verification of its signature by jose. Fails if a check costs more than 1.6 times as much.
 */
const LIMIT = 1.6;
const ROUNDS = 101;
const CALLS = 200;
const WARM_UP = 10;

const NOW = 1_800_000_000;
const URL = 'https://org.example/api/v1/users/ada@example.com';
/** As long as an access token of Okta. */
const TOKEN = 'x'.repeat(900);

/** Microseconds of CPU time for each call, in all threads of this process. */
async function cpuTime(call: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  for (let number = 0; number < CALLS; number++) await call();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / CALLS;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Both in turn, so that whatever else happens on the machine happens to both. */
async function compare(name: string, bare: () => Promise<unknown>, checked: () => Promise<unknown>): Promise<boolean> {
  const times: { bare: number; checked: number }[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    times.push({ bare: await cpuTime(bare), checked: await cpuTime(checked) });
  }
  const warm = times.slice(WARM_UP);
  const verify = median(warm.map((time) => time.bare));
  const all = median(warm.map((time) => time.checked));
  const ratio = median(warm.map((time) => time.checked / time.bare));
  console.log(
    `${name.padEnd(24)} compactVerify ${verify.toFixed(0).padStart(4)} µs, decide ${all.toFixed(0).padStart(4)} µs: ${ratio.toFixed(2)} times`,
  );
  return ratio <= LIMIT;
}

let good = true;
for (const alg of ['RS256', 'ES256']) {
  const key = await generateProofKey(alg);
  const jkt = await thumbprint(key.jwk);
  const publicKey = (await importJWK(key.jwk, alg)) as CryptoKey;
  const request = { method: 'GET', url: URL, now: NOW, remember: () => true };
  const claims = { htm: 'GET', htu: URL, iat: NOW };

  const cases: [name: string, proof: string, rest: Partial<ProofRequest>][] = [
    [
      `${alg}, token endpoint`,
      await makeProof(key, { ...claims, nonce: 'nonce' }),
      { isNonce: (nonce) => nonce === 'nonce' },
    ],
    [
      `${alg}, API`,
      await makeProof(key, { ...claims, ath: await ath(TOKEN) }),
      { accessToken: { scheme: 'DPoP', value: TOKEN, jkt } },
    ],
  ];
  for (const [name, proof, rest] of cases) {
    const whole = { ...request, proofs: [proof], ...rest };
    const { failed } = await decide(whole);
    if (failed) throw new Error(`The proof fails: ${JSON.stringify(failed)}`);
    const bare = (): Promise<unknown> => compactVerify(proof, publicKey, { algorithms: [alg] });
    good = (await compare(name, bare, () => decide(whole))) && good;
  }
}
process.exitCode = good ? 0 : 1;
