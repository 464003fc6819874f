import type Koa from 'koa';

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;

/** An endpoint that Okta does not have. Programs on this machine may call it without a token. */
export interface PracticeEndpoint {
  /** The org's address. */
  origin: string;
  /** The subject of its error texts, such as `The switches`. */
  subject: string;
  /** The supported methods. Methods other than GET, HEAD and DELETE require JSON. */
  methods: readonly string[];
}

/** Why a request is refused. */
export type Refusal = [status: number, reason: string];

/**
 * Why a request to a practice endpoint is refused; undefined when it may pass. Every program on this machine may call it,
 * but no web page of another origin: the browser sends `application/json` only after a preflight, which CORS does not
 * allow, and the `Origin` and `Sec-Fetch-Site` headers are checked as well.
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
