import { ADA } from '../people.js';
import { cutInTheMiddle, gatewayError, hangUp, hangUpAfterwards, hold } from './faults.js';
import { expect, test } from './test.js';
import { ENGINES, JOURNEY } from '../tags.js';

test('429 once: waits for the reset and goes on with a fresh proof', async ({ tab, ground, network, costs }) => {
  await tab.signIn(ADA);
  await ground.switch({ tooManyRequests: 1 });
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.seesUsers();
  const [refused, ...more] = network.to('/api/v1/users');
  expect([refused!.status, ...more.map(({ status }) => status)]).toEqual([429, 200]);
});

test('429 with a reset an hour away: a message, no hour of waiting', async ({ tab, network, costs }) => {
  await tab.signIn(ADA);
  network.fail('/api/v1/users', (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin!);
    response.setHeader('Access-Control-Expose-Headers', 'Date, X-Rate-Limit-Reset');
    response.setHeader('X-Rate-Limit-Reset', String(Math.floor(Date.now() / 1000) + 3600));
    response.writeHead(429, { 'Content-Type': 'application/json' }).end('{"errorCode":"E0000047"}');
  });
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.sees('Too many requests', '[role=alert]');
  expect(network.to('/api/v1/users').length).toBeLessThanOrEqual(2);
});

test('503 once: tried again with a fresh proof', JOURNEY, async ({ tab, ground, network, costs }) => {
  await tab.signIn(ADA);
  await ground.switch({ serverErrors: 1 });
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.seesUsers();
  expect(network.to('/api/v1/users').map(({ status }) => status)).toEqual([503, 200]);
});

// The other statuses, and the pauses, are those of the policy: retry.interceptor.spec.ts.
test('the API is slow, then answers 503 again and again: the page says that it loads, then a message, few requests', async ({
  tab,
  network,
}) => {
  await tab.signIn(ADA);
  const held = hold();
  network.fail('/api/v1/users', held.fault, 1);
  await tab.press('link', 'Users');
  await tab.sees('Loading', '[role=status]');
  held.release();
  await tab.seesUsers();
  expect(network.to('/api/v1/users')).toHaveLength(1);

  network.fail('/api/v1/users', gatewayError(503));
  await tab.press('button', 'Next page');
  await tab.sees('503', '[role=alert]');
  expect(network.to('/api/v1/users').length).toBeLessThanOrEqual(5);
  network.mend();
  await tab.press('button', 'Try again');
  await tab.seesUsers();
});

test(
  'the answer is cut in the middle, once, then the network is gone: tried again with a fresh proof, then a message',
  ENGINES,
  async ({ tab, ground, network }) => {
    await tab.signIn(ADA);
    network.fail('/api/v1/users', cutInTheMiddle, 1);
    await tab.press('link', 'Users');
    await tab.seesUsers();
    expect(network.to('/api/v1/users')).toHaveLength(2);

    await ground.stopOrg();
    await tab.press('button', 'Next page');
    await tab.sees('The org did not answer', '[role=alert]');
    await ground.startOrg();
    await tab.press('button', 'Try again');
    await tab.seesUsers();
  },
);

// A connection that ends without an answer: Firefox repeats a GET as it was, Chromium one on a connection that was used
// before. No script sees that. What the app itself sends has a fresh proof, also when a repeated one was refused.
test.describe('a browser that repeats a request by itself', () => {
  test.use({ repeats: true });

  test(
    'the connection ends without an answer, or after the org has used the proof: tried again with a fresh one',
    ENGINES,
    async ({ tab, network, costs }) => {
      await tab.signIn(ADA);
      network.fail('/api/v1/users', hangUp, 1);
      costs({ requests: 2 });
      await tab.press('link', 'Users');
      await tab.seesUsers();
      expect(network.to('/api/v1/users')).toHaveLength(2);

      network.fail('/api/v1/users', hangUpAfterwards, 1);
      await tab.press('button', 'Next page');
      await tab.sees('Page 2');
    },
  );

  test(
    'a kept connection ends after the org has used the proof: what the browser repeats is refused, a fresh proof passes',
    ENGINES,
    async ({ tab, network, costs }) => {
      network.keepAlive = true;
      await tab.signIn(ADA);
      await tab.press('link', 'Users');
      await tab.seesUsers();
      network.fail('/api/v1/users', hangUpAfterwards, 1);
      costs({ requests: 1 });
      await tab.press('button', 'Next page');
      await tab.sees('Page 2');
    },
  );
});
