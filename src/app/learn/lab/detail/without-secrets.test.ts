import { beforeAll, expect, test } from 'vitest';
import { ATTACKS } from '../../../../../dpop/attacks/catalogue';
import { requestWith } from '../../../../../dpop/attacks/change';
import { curlOf } from '../../../../../dpop/attacks/curl';
import type { Loot } from '../../../../../dpop/attacks/loot';
import { AS_BEARER } from '../../../../../dpop/attacks/run-attacks';
import { makeProof } from '../../../../../dpop/make-proof';
import { generateProofKey } from '../../../../../dpop/proof-key';
import { withoutSecrets } from './without-secrets';

let loot: Loot;
beforeAll(async () => {
  const key = await generateProofKey('ES256');
  const token = (sub: string): Promise<string> => makeProof(key, { sub });
  loot = {
    resource: new URL('http://localhost:4280/api/v1/users?limit=1'),
    post: new URL('http://localhost:4280/oauth2/v1/userinfo'),
    key,
    thiefKey: await generateProofKey('ES256', { extractable: true }),
    accessToken: await token('access'),
    bearerToken: await token('bearer'),
    idToken: await token('id'),
    nonce: 'nonce',
  };
});

const shown = (command: string): string =>
  withoutSecrets(command)
    .map(({ text }) => text)
    .join('');

test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
  'the command of %s is shown without token and proof, and in a few lines',
  async (_, attack) => {
    const requests = [await requestWith(loot, attack.change)];
    if (attack.bearer) requests.push(await requestWith(loot, { ...AS_BEARER, ...attack.bearer }));
    for (const request of requests) {
      const text = shown(curlOf(request, attack));
      expect(text).not.toMatch(/eyJ/);
      expect(text.split('\n').length).toBeLessThan(20);
      expect(text).toMatch(/\$(TOKEN|PROOF)/);
    }
  },
);
