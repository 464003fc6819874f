import { buildOf } from './copied-app.js';
import { ADA } from '../people.js';
import { expect, test } from '../faults/test.js';

// The inspector in an app that has the whole folder, as src/app/learn/README.md says.
test.use({ build: buildOf('inspector') });

test('the copied inspector shows the requests of the app that it is in', async ({ tab, network }) => {
  await tab.signIn(ADA);
  await tab.press('button', 'List the users');
  await tab.sees('20 users', '[role=status]');
  await tab.open('/inspector');
  await tab.sees('/api/v1/users', 'ol');
  const sent = network.to().filter(({ url }) => /^\/(api|oauth2)\/v1\/(users|token)/.test(url.pathname));
  const shown = await tab.page.evaluate(() =>
    [...document.querySelectorAll('ol .i-line')].map((line) => line.textContent.trim().split(/[\s?]+/)[1]),
  );
  expect(shown.filter((path) => /\/(users|token)$/.test(path!))).toEqual(sent.map(({ url }) => url.pathname));
});
