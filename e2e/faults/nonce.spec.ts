import { ADA } from '../people.js';
import { neverContent, nonceOnEveryAnswer } from './faults.js';
import { expect, test } from './test.js';
import { JOURNEY } from '../tags.js';

test('the API starts to ask for a nonce: one request more, then none', async ({ tab, ground, network, costs }) => {
  await tab.signIn(ADA);
  await tab.press('link', 'Users');
  await tab.seesUsers();

  await ground.switch({ apiNonce: true });
  costs({ requests: 2 });
  await tab.press('button', 'Next page');
  await tab.sees('Page 2');
  await tab.press('button', 'Next page');
  await tab.sees('Page 3');
  expect(network.to('/api/v1/users').map(({ status }) => status)).toEqual([200, 401, 200, 200]);
});

test('the API rotates its nonce: one request more', JOURNEY, async ({ tab, ground, network, costs }) => {
  await ground.switch({ apiNonce: true });
  await tab.signIn(ADA);
  await tab.press('link', 'Users');
  await tab.seesUsers();

  costs({ requests: 1 });
  await ground.switch({ rotateNonce: true });
  await tab.press('button', 'Next page');
  await tab.sees('Page 2');
  expect(network.to('/api/v1/users').map(({ status }) => status)).toEqual([401, 200, 401, 200]);
});

test('the API rotates its nonce with every answer: no request more', async ({ tab, network, costs }) => {
  network.fail(/^\/api\//, nonceOnEveryAnswer());
  await tab.signIn(ADA);
  await tab.press('link', 'Users');
  await tab.seesUsers();
  costs({ requests: 2 });
  await tab.press('button', 'Next page');
  await tab.sees('Page 2');
  await tab.press('button', 'Next page');
  await tab.sees('Page 3');
  expect(network.to('/api/v1/users').map(({ status }) => status)).toEqual([401, 200, 200, 200]);
});

test('an API that is content with no nonce: an error after one more request, no loop', async ({
  tab,
  network,
  costs,
}) => {
  await tab.signIn(ADA);
  network.fail(/^\/api\//, neverContent);
  costs({ requests: 1 });
  await tab.press('link', 'Users');
  await tab.sees('asks for a nonce again and again', '[role=alert]');
  expect(network.to('/api/v1/users').map(({ status }) => status)).toEqual([401, 401]);
});
