import { ADA } from '../people.js';
import { cutInTheMiddle, gatewayError, hangUp, hangUpAfterwards, late } from './faults.js';
import { expect, test } from './test.js';

test('429 once: waits for the reset and goes on with a fresh proof', async ({ tab, ground, network, costs }) => {
  await tab.signIn(ADA);
  await ground.switch({ tooManyRequests: 1 });
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.seesUsers();
  const [refused, ...more] = network.to('/api/v1/users');
  expect([refused!.status, ...more.map(({ status }) => status)]).toEqual([429, 200]);
});

test('429 again and again: a message, and not many requests', async ({ tab, ground, network, costs }) => {
  await tab.signIn(ADA);
  await ground.switch({ tooManyRequests: 1000 });
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.sees('Too many requests', '[role=alert]');
  expect(network.to('/api/v1/users').length).toBeLessThanOrEqual(4);
  await ground.switch({});
  await tab.press('button', 'Try again');
  await tab.seesUsers();
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

test('503 once: tried again with a fresh proof', async ({ tab, ground, network, costs }) => {
  await tab.signIn(ADA);
  await ground.switch({ serverErrors: 1 });
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.seesUsers();
  expect(network.to('/api/v1/users').map(({ status }) => status)).toEqual([503, 200]);
});

for (const status of [500, 502, 503, 504] as const) {
  test(`${status} again and again: a message, and not many requests`, async ({ tab, network, costs }) => {
    await tab.signIn(ADA);
    network.fail('/api/v1/users', gatewayError(status));
    costs({ requests: 1 });
    await tab.press('link', 'Users');
    await tab.sees(String(status), '[role=alert]');
    expect(network.to('/api/v1/users').length).toBeLessThanOrEqual(4);
    network.mend();
    await tab.press('button', 'Try again');
    await tab.seesUsers();
  });
}

test('the answer is cut in the middle, once: tried again with a fresh proof', async ({ tab, network, costs }) => {
  await tab.signIn(ADA);
  network.fail('/api/v1/users', cutInTheMiddle, 1);
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.seesUsers();
  expect(network.to('/api/v1/users')).toHaveLength(2);
});

test('the answer is cut in the middle again and again: a message, and not many requests', async ({
  tab,
  network,
  costs,
}) => {
  await tab.signIn(ADA);
  network.fail('/api/v1/users', cutInTheMiddle);
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.sees(/\S/, '[role=alert]');
  expect(network.to('/api/v1/users').length).toBeLessThanOrEqual(4);
});

test('offline: a message, and work goes on when the network is back', async ({ tab, ground }) => {
  await tab.signIn(ADA);
  await ground.stopOrg();
  await tab.press('link', 'Users');
  await tab.sees('The org did not answer', '[role=alert]');
  await ground.startOrg();
  await tab.press('button', 'Try again');
  await tab.seesUsers();
});

test('the API is slow: the page says that it loads, one request', async ({ tab, network, costs }) => {
  await tab.signIn(ADA);
  network.fail('/api/v1/users', late(4000), 1);
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.sees('Loading', '[role=status]');
  await tab.seesUsers();
  expect(network.to('/api/v1/users')).toHaveLength(1);
});

test('an answer that was overtaken by a newer one is dropped', async ({ tab, network }) => {
  await tab.signIn(ADA);
  await tab.press('link', 'Users');
  await tab.seesUsers();
  network.fail('/api/v1/users', late(3000), 1);
  await tab.fill('Search', 'gra');
  await expect.poll(() => network.to('/api/v1/users').length).toBe(2);
  await tab.fill('Search', 'lin');
  await tab.sees('linus@example.com', 'tbody');
  await new Promise((resolve) => setTimeout(resolve, 3500));
  expect(await tab.text('tbody')).not.toContain('grace@example.com');
});

// A connection that ends without an answer: Firefox repeats a GET as it was, Chromium one on a connection that was used
// before. No script sees that. What the app itself sends has a fresh proof, also when a repeated one was refused.
test.describe('a browser that repeats a request by itself', () => {
  test.use({ repeats: true });

  test('the connection ends without an answer, once: tried again', async ({ tab, network, costs }) => {
    await tab.signIn(ADA);
    network.fail('/api/v1/users', hangUp, 1);
    costs({ requests: 1 });
    await tab.press('link', 'Users');
    await tab.seesUsers();
    expect(network.to('/api/v1/users')).toHaveLength(2);
  });

  test('the connection ends after the org has used the proof: tried again with a fresh one', async ({
    tab,
    network,
    costs,
  }) => {
    await tab.signIn(ADA);
    network.fail('/api/v1/users', hangUpAfterwards, 1);
    costs({ requests: 1 });
    await tab.press('link', 'Users');
    await tab.seesUsers();
  });

  test('a kept connection ends after the org has used the proof: what the browser repeats is refused, a fresh proof passes', async ({
    tab,
    network,
    costs,
  }) => {
    network.keepAlive = true;
    await tab.signIn(ADA);
    await tab.press('link', 'Users');
    await tab.seesUsers();
    network.fail('/api/v1/users', hangUpAfterwards, 1);
    costs({ requests: 1 });
    await tab.press('button', 'Next page');
    await tab.sees('Page 2');
  });
});
