import { ADA } from '../people.js';
import { ENGINES } from '../tags.js';
import { test } from './test.js';

// Where was I? A sign-in and a reload lead back to where they began.

test('a sign-in that finishes in another tab: at the view it began with', ENGINES, async ({ tab, newTab }) => {
  await tab.open('/users?q=ada');
  await tab.sees('Username');
  const other = await newTab();
  await other.open(tab.page.url());
  await other.enterCredentials(ADA);
  await other.isAt('/users?q=ada');
  await other.seesUsers(2);
});

test('a reload on the second page of the users: on the second page, with a way back', ENGINES, async ({ tab }) => {
  await tab.signIn(ADA);
  await tab.press('link', 'Users');
  await tab.seesUsers();
  await tab.press('button', 'Next page');
  await tab.sees('Page 2');
  await tab.page.reload({ waitUntil: 'domcontentloaded' });
  await tab.sees('Page 2');
  await tab.press('button', 'Previous page');
  await tab.sees('Page 1');
});
