import { compactVerify, importJWK, type CryptoKey } from 'jose';
import { ath } from '../../dpop/ath.js';
import { decide } from '../../dpop/decide.js';
import { makeProof } from '../../dpop/make-proof.js';
import { generateProofKey } from '../../dpop/proof-key.js';
import type { ProofRequest } from '../../dpop/request.js';
import { thumbprint } from '../../dpop/thumbprint.js';
import type { Bench, Comparison } from '../figures.js';
import { alternate } from '../measure/alternate.js';
import { cpuTime } from '../measure/cpu-time.js';

const CALLS = 200;
const NOW = 1_800_000_000;
const URL = 'https://org.example/api/v1/users/ada@example.com';
/** As long as an access token of Okta. */
const TOKEN = 'x'.repeat(900);

/** All checks of a proof by a key that was seen before, beside the check of its signature alone. */
export const checks: Bench = {
  title: 'Checks of a proof',
  about: 'All checks of RFC 9449 section 4.3 (`decide`) beside the verification of the signature alone, by jose.',
  async run({ rounds, progress }) {
    const figures: Comparison[] = [];
    for (const alg of ['ES256', 'RS256']) {
      progress(alg);
      const key = await generateProofKey(alg);
      const jkt = await thumbprint(key.jwk);
      const publicKey = (await importJWK(key.jwk, alg)) as CryptoKey;
      const claims = { htm: 'GET', htu: URL, iat: NOW };
      const cases: Record<string, Partial<ProofRequest> & { proof: string }> = {
        'at the token endpoint': {
          proof: await makeProof(key, { ...claims, nonce: 'nonce' }),
          isNonce: (nonce) => nonce === 'nonce',
        },
        'at the API': {
          proof: await makeProof(key, { ...claims, ath: await ath(TOKEN) }),
          accessToken: { scheme: 'DPoP', value: TOKEN, jkt },
        },
      };
      const measures: Record<string, () => Promise<number>> = {};
      for (const [name, { proof, ...rest }] of Object.entries(cases)) {
        const request = { method: 'GET', url: URL, now: NOW, remember: () => true, proofs: [proof], ...rest };
        const { failed } = await decide(request);
        if (failed) throw new Error(`The proof fails: ${JSON.stringify(failed)}`);
        measures[`all checks ${name}`] = () => cpuTime(CALLS, () => decide(request));
        measures['signature alone'] = () =>
          cpuTime(CALLS, () => compactVerify(proof, publicKey, { algorithms: [alg] }));
      }
      const results = await alternate(measures, { rounds: rounds(41), warmUp: 5 });
      figures.push({
        kind: 'comparison',
        id: `checks-${alg.toLowerCase()}`,
        title: `Checks of a proof, ${alg}`,
        unit: 'µs CPU',
        better: 'less',
        base: 'signature alone',
        rows: Object.entries(results).map(([name, values]) => ({
          name,
          role: name === 'signature alone' ? 'limit' : 'ours',
          rounds: values,
        })),
      });
    }
    return { figures, goals: [] };
  },
};
