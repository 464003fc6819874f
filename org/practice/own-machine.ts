import type Koa from 'koa';

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;

/** An endpoint that is there for practice: nothing of Okta's, open to programs on this machine without a token. */
export interface PracticeEndpoint {
  /** The org's address. */
  origin: string;
  /** What it is about, at the beginning of a sentence: `The switches`. */
  subject: string;
  /** The methods it has. Those but GET, HEAD and DELETE take JSON. */
  methods: readonly string[];
}

/** Why a request is not answered. */
export type Refusal = [status: number, reason: string];

/**
 * Why a request may not come near a practice endpoint; undefined when it may. Whoever is on this machine may use it, but
 * no web page: a page of another origin cannot send `application/json` without asking, is not allowed to, and is known by
 * its `Origin` all the same.
 */
export function refusalOf(ctx: Koa.Context, { origin, subject, methods }: PracticeEndpoint): Refusal | undefined {
  const { origin: from = origin, 'sec-fetch-site': site = 'none' } = ctx.headers;
  if (!LOOPBACK.test(ctx.req.socket.remoteAddress ?? '')) return [403, `${subject} are for this machine only.`];
  if (from !== origin || !['none', 'same-origin'].includes(site)) {
    return [403, `${subject} are not for pages of other origins.`];
  }
  if (!methods.includes(ctx.method)) {
    ctx.set('Allow', methods.join(', '));
    const expected = methods.filter((method) => method !== 'HEAD');
    return [405, `Expected ${expected.join(', ').replace(/, (\w+)$/, ' or $1')}, got ${ctx.method}.`];
  }
  const hasBody = !['GET', 'HEAD', 'DELETE'].includes(ctx.method);
  if (hasBody && !/^application\/json\s*(;|$)/i.test(ctx.get('Content-Type'))) {
    return [415, 'Expected the header "Content-Type: application/json".'];
  }
  return undefined;
}
