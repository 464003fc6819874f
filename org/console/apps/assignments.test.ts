import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorize, REDIRECT_URI, signIn } from '../../testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';
import { openConsole, textIn, type Console } from '../testing/console.js';

const TAB = `/admin/apps/${DPOP_APP}/assignments`;
const ADA = '00uf0fncdzKWhktBud9p';
const LINUS = '00uiJFUDUSk720cp0CvH';
const LEFT = '00uPK4ivXN3OqaQDPcuG';
const NOT_ASSIGNED = 'User is not assigned to the client application.';

let org: TestOrg;
let ada: Console;
let grace: Console;

beforeAll(async () => {
  org = await startTestOrg();
  ada = await openConsole(org);
  grace = await openConsole(org, 'grace@example.com');
});

afterAll(() => org.close());

const names = (page: string): string[] =>
  [...page.matchAll(/<a href="\/admin\/people\/00u[^"]*">([\s\S]*?)<\/a>/g)].map(([, name]) => textIn(name!).trim());

const assign = (user: string): ReturnType<Console['post']> => ada.post(`${TAB}/add`, { user });
const remove = (user: string): ReturnType<Console['post']> => ada.post(`${TAB}/remove`, { user });

/** The reason why Linus gets no code; undefined when he gets one. */
async function refusal(clientId = DPOP_APP): Promise<string | undefined> {
  try {
    await authorize(org, { clientId, person: 'linus@example.com', scopes: ['openid'] });
    return undefined;
  } catch (error) {
    return new URLSearchParams(/\?.*$/.exec((error as Error).message)![0]).get('error_description')!;
  }
}

beforeEach(async () => {
  await remove(ADA);
  await remove(LINUS);
  await ada.post(TAB, { access: 'everyone' });
});

describe('Assignments', () => {
  test('limits an app to assigned people, and opens it to everyone again', async () => {
    expect(textIn((await ada.get(TAB)).page)).toContain('Controlled access Allow everyone in your organization');
    expect((await ada.get(`${TAB}?edit`)).page).toMatch(/id="access-everyone"[^>]*checked/);
    const limited = await ada.post(TAB, { access: 'assigned' });
    expect(textIn(limited.page)).toContain('Saved.');
    expect(textIn(limited.page)).toContain('Controlled access Limit access to people who are assigned');
    expect((await ada.get(`${TAB}?edit`)).page).toMatch(/id="access-assigned"[^>]*checked/);
    expect(await refusal()).toBe(NOT_ASSIGNED);
    await assign(LINUS);
    expect(await refusal()).toBeUndefined();
    await remove(LINUS);
    expect(await refusal()).toBe(NOT_ASSIGNED);
    await ada.post(TAB, { access: 'everyone' });
    expect(await refusal()).toBeUndefined();
  });

  test('says on every tab that nobody can sign in, until somebody can', async () => {
    const warning = 'Nobody can sign in to this application';
    const pages = [`/admin/apps/${DPOP_APP}`, TAB, `/admin/apps/${DPOP_APP}/scopes`];
    const shown = async (): Promise<boolean[]> =>
      Promise.all(pages.map(async (path) => textIn((await ada.get(path)).page).includes(warning)));
    expect(await shown()).toEqual([false, false, false]);
    await ada.post(TAB, { access: 'assigned' });
    expect(await shown()).toEqual([true, true, true]);
    await assign(LINUS);
    expect(await shown()).toEqual([false, false, false]);
  });

  test('lists assigned people, and says what a removal did', async () => {
    expect(textIn((await ada.get(TAB)).page)).toContain('Nobody is assigned.');
    await assign(LINUS);
    await assign(ADA);
    const { page } = await ada.get(TAB);
    expect(names(page)).toEqual(['Ada Lovelace', 'Linus Sørensen']);
    expect(names((await ada.get(`${TAB}?q=SØREN`)).page)).toEqual(['Linus Sørensen']);
    expect(textIn((await ada.get(`${TAB}?q=nobody`)).page)).toContain('No people match this search.');
    expect(textIn((await remove(ADA)).page)).toContain('can still sign in');
    await ada.post(TAB, { access: 'assigned' });
    const session = await signIn(org, { person: 'linus@example.com' });
    expect(textIn((await remove(LINUS)).page)).toContain('and this person’s tokens for the application were revoked');
    const body = new URLSearchParams({ client_id: DPOP_APP, token: session.accessToken });
    const introspected = await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body });
    expect(await introspected.json()).toEqual({ active: false });
  });

  test('offers everybody who is not assigned yet, with pages and search', async () => {
    await assign(LINUS);
    const pages = await Promise.all([1, 2, 3].map((number) => ada.get(`${TAB}/add?page=${number}`)));
    const all = pages.flatMap(({ page }) => names(page));
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(75 - 4 - 1); // four are deprovisioned
    expect(all).not.toContain('Linus Sørensen');
    expect(names((await ada.get(`${TAB}/add?q=ada%20love`)).page)).toEqual(['Ada Lovelace']);
    expect(textIn((await ada.get(`${TAB}/add?q=linus@`)).page)).toContain('No unassigned people match this search.');
  });

  test.each([
    ['nobody', '', 'There is no such person.'],
    ['an unknown person', '00unobody', 'There is no such person.'],
    ['somebody who left', LEFT, 'A deprovisioned user cannot be assigned.'],
  ])('refuses to assign %s', async (_, user, message) => {
    const { status, page } = await assign(user);
    expect(status).toBe(400);
    expect(textIn(page)).toContain(message);
    expect(names((await ada.get(TAB)).page)).toEqual([]);
  });

  test('is shown to a read-only admin, who can change nothing', async () => {
    await assign(LINUS);
    const { page } = await grace.get(TAB);
    expect(names(page)).toEqual(['Linus Sørensen']);
    expect(page).not.toMatch(/Remove|Assign to people/);
    const forms: Record<string, Record<string, string>> = {
      [TAB]: { access: 'assigned' },
      [`${TAB}/add`]: { user: ADA },
      [`${TAB}/remove`]: { user: LINUS },
    };
    for (const [path, fields] of Object.entries(forms)) {
      expect((await grace.post(path, fields)).status).toBe(403);
    }
    expect(names((await ada.get(TAB)).page)).toEqual(['Linus Sørensen']);
    expect(await refusal()).toBeUndefined();
  });

  test('is not a tab of a service app', async () => {
    const service = '/admin/apps/0oa1service00SERVICE';
    expect((await ada.get(service)).page).not.toContain('Assignments');
    expect((await ada.get(`${service}/assignments`)).status).toBe(404);
    expect((await ada.post(`${service}/assignments/add`, { user: ADA })).status).toBe(404);
  });

  test('stay when the General tab is saved', async () => {
    await ada.post(TAB, { access: 'assigned' });
    await assign(LINUS);
    await ada.post(`/admin/apps/${DPOP_APP}`, {
      label: 'An app',
      signInUris: REDIRECT_URI,
      refreshToken: 'true',
      dpop: 'true',
    });
    const { page } = await ada.get(TAB);
    expect(textIn(page)).toContain('Controlled access Limit access to people who are assigned');
    expect(names(page)).toEqual(['Linus Sørensen']);
  });
});

describe('Create App Integration', () => {
  const create = (fields: Record<string, string>): ReturnType<Console['post']> =>
    ada.post('/admin/apps/new', {
      type: 'browser',
      label: 'New',
      signInUris: REDIRECT_URI,
      signOutUris: '',
      ...fields,
    });

  test('creates an app for everyone', async () => {
    const { url, page } = await create({ access: 'everyone' });
    expect(textIn(page)).toContain('The application was created.');
    expect(await refusal(/0oa\w+/.exec(url)![0])).toBeUndefined();
  });

  test('creates an app for assigned people, and says that nobody is assigned yet', async () => {
    const { url, page } = await create({ access: 'assigned' });
    expect(url).toContain('/assignments?');
    expect(textIn(page)).toContain('Nobody can sign in to it yet.');
    expect(textIn(page)).toContain('Assign people or allow everyone');
    const id = /0oa\w+/.exec(url)![0];
    expect(await refusal(id)).toBe(NOT_ASSIGNED);
    await ada.post(`/admin/apps/${id}/assignments/add`, { user: LINUS });
    expect(await refusal(id)).toBeUndefined();
  });

  test('keeps the choice when another field is refused', async () => {
    const { status, page } = await create({ access: 'assigned', label: '' });
    expect(status).toBe(400);
    expect(page).toMatch(/id="access-assigned"[^>]*checked/);
  });
});
