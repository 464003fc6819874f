import type Koa from 'koa';
import type { OrgContext } from '../context.js';
import { json } from '../http/response.js';
import type { LogEvent } from '../system-log/system-log.js';
import { refusalOf, type Refusal } from './own-machine.js';

const PATH = '/practice/v1/decisions';

/** The most decisions of an answer: the newest ones. */
const MAX_DECISIONS = 500;

/**
 * `GET /practice/v1/decisions`: how the org decided about requests, as the System Log has it. `?request=` takes the
 * `X-Okta-Request-Id` of an answer and returns one decision, `?since=` takes a time and returns a list, oldest first. Okta
 * has nothing like it: at a real org only an administrator sees a part of this.
 */
export function practiceDecisions({ origin, log }: OrgContext): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.path !== PATH) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    const refusal = refusalOf(ctx, { origin, subject: 'The decisions', methods: ['GET', 'HEAD'] }) ?? answer(ctx);
    if (!refusal) return;
    ctx.status = refusal[0];
    json(ctx, { problems: [refusal[1]] });
  };

  function answer(ctx: Koa.Context): Refusal | undefined {
    const query = new URLSearchParams(ctx.querystring);
    const [request, since] = [query.get('request'), query.get('since')];
    if ((request === null) === (since === null)) {
      return [400, 'Expected either "request", the X-Okta-Request-Id of an answer, or "since", a time.'];
    }
    if (request !== null) {
      const event = log.eventOfRequest(request);
      if (!event?.checks) return [404, 'There is no decision about a request with this id, or it is too old.'];
      json(ctx, decisionOf(event));
      return undefined;
    }
    const time = Date.parse(since!);
    if (Number.isNaN(time)) return [400, 'since: expected a time such as 2026-01-31T12:00:00.000Z.'];
    const events = log.events().filter(({ checks, published }) => checks && Date.parse(published) >= time);
    json(ctx, events.slice(-MAX_DECISIONS).map(decisionOf));
    return undefined;
  }
}

/** A decision as data: the request, its outcome, and each check with what was expected and what was found. */
function decisionOf({ published, eventType, outcome, client, request, checks }: LogEvent): object {
  const { id, method, path, status } = request;
  return { request: { id, method, path, status }, published, eventType, client: client?.id ?? null, outcome, checks };
}
