import type Koa from 'koa';
import { isLoopback } from '../../cli/loopback.js';
import { FormError } from '../http/body.js';
import { isFromOtherOrigin } from '../http/other-origin.js';
import { json } from '../http/response.js';
import { SettingsError } from '../model/settings-error.js';

/** An endpoint that Okta does not have. Programs on this machine may call it without a token. */
export interface PracticeEndpoint {
  /** The org's address. */
  origin: string;
  path: RegExp;
  /** The subject of its error texts, such as `The switches`. */
  subject: string;
  /** The supported methods. Methods other than GET, HEAD and DELETE require JSON. */
  methods: readonly string[];
}

/** Thrown by an endpoint: why it refuses a request. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problems: readonly string[];

  constructor(
    readonly status: number,
    ...problems: readonly string[]
  ) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * An endpoint for programs on this machine. Every program may call it, but no web page of another origin: the browser sends
 * `application/json` only after a preflight, which CORS does not allow, and the `Origin` and `Sec-Fetch-Site` headers are
 * checked as well.
 *
 * @param handle returns the answer as JSON. What it throws as a Refusal, FormError or SettingsError is told. `groups` are
 *   those of the path
 */
export function practiceEndpoint(
  endpoint: PracticeEndpoint,
  handle: (ctx: Koa.Context, groups: string[]) => object | Promise<object>,
): Koa.Middleware {
  return async (ctx, next) => {
    const match = endpoint.path.exec(ctx.path);
    if (!match) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    try {
      expectAllowed(ctx, endpoint);
      json(ctx, await handle(ctx, match.slice(1)));
    } catch (error) {
      const isTold = error instanceof Refusal || error instanceof FormError || error instanceof SettingsError;
      if (!isTold) throw error;
      ctx.status = error instanceof SettingsError ? 400 : error.status;
      json(ctx, { problems: error instanceof Refusal ? error.problems : [error.message] });
    }
  };
}

/** @throws Refusal */
function expectAllowed(ctx: Koa.Context, { origin, subject, methods }: PracticeEndpoint): void {
  if (!isLoopback(ctx.req.socket.remoteAddress ?? '')) throw new Refusal(403, `${subject} are for this machine only.`);
  if (isFromOtherOrigin(ctx.headers, origin)) throw new Refusal(403, `${subject} are not for pages of other origins.`);
  if (!methods.includes(ctx.method)) {
    ctx.set('Allow', methods.join(', '));
    const expected = methods.filter((method) => method !== 'HEAD');
    throw new Refusal(405, `Expected ${expected.join(', ').replace(/, (\w+)$/, ' or $1')}, got ${ctx.method}.`);
  }
  const hasBody = !['GET', 'HEAD', 'DELETE'].includes(ctx.method);
  if (hasBody && !/^application\/json\s*(;|$)/i.test(ctx.get('Content-Type'))) {
    throw new Refusal(415, 'Expected the header "Content-Type: application/json".');
  }
}
