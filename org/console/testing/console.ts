import { TestBrowser, type FormFields } from '../../testing/browser.js';
import { PEOPLE } from '../../testing/test-org.js';

/** A page of the console. */
interface Answer {
  status: number;
  page: string;
  url: string;
  /** Its Content-Security-Policy. */
  policy: string | null;
}

/** Somebody in the Admin Console. */
export interface Console {
  browser: TestBrowser;
  /** The token of this session's forms. */
  token: string;
  /** A page's status and HTML. */
  get: (path: string) => Promise<{ status: number; page: string }>;
  /** Sends a form as the console's own page does, and follows to the page that comes next. */
  post: (path: string, fields?: FormFields) => Promise<Answer>;
}

/** Signs in at the org's own sign-in page, over HTTP, and opens the console. */
export async function openConsole(
  org: { origin: string },
  person: keyof typeof PEOPLE = 'ada@example.com',
): Promise<Console> {
  const browser = new TestBrowser(org.origin);
  const { response } = await browser.follow(await browser.open('/admin'));
  const form = { username: person, password: PEOPLE[person] };
  const dashboard = await browser.follow(await browser.open(response.url, form));
  const token = tokenIn(await dashboard.response.text());
  return {
    browser,
    token,
    get: async (path) => read((await browser.follow(await browser.open(path))).response),
    post: async (path, fields = {}) => {
      const all = Array.isArray(fields) ? fields : Object.entries(fields);
      const answer = await browser.follow(await browser.open(path, [['token', token], ...all]));
      return read(answer.response);
    },
  };
}

/** The token that a page's forms carry. */
export function tokenIn(page: string): string {
  return /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

/** What a page's form sends: its hidden fields, but for the token, and its choices. */
export function formIn(page: string, action: string): [name: string, value: string][] {
  const start = page.indexOf(`action="${action}"`);
  const fields = page.slice(start, page.indexOf('</form>', start)).match(/<input[^>]*>/g) ?? [];
  return fields
    .filter((field) => /type="hidden"|\bchecked\b/.test(field))
    .map((field): [string, string] => [attribute(field, 'name'), attribute(field, 'value')])
    .filter(([name]) => name !== 'token');
}

function attribute(tag: string, name: string): string {
  return plainText(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function plainText(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** A page's text without markup, as it is read. */
export function textIn(page: string): string {
  return plainText(page.replaceAll(/<[^>]*>/g, ' ')).replaceAll(/\s+/g, ' ');
}

async function read(response: Response): Promise<Answer> {
  const { status, url, headers } = response;
  return { status, page: await response.text(), url, policy: headers.get('Content-Security-Policy') };
}
